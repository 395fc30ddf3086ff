#pragma once
#include <libxml/xmlversion.h>
// With ICU, libxml2's headers bring in the system's, and Foundation has an ICU of its own: two definitions of one type, which the
// importer refuses where it meets both. Nothing that is used here is laid out by this.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
