-- Lets an account of PostgreSQL run ProvisionServer without owning its schema: psql -v service=NAME -f service-role.sql DATABASE
--
-- Run it as the owner, after each migration. Migrations themselves need the owner: `provisionserver migrate`, with its connection
-- string. Of the audit log the account reads, and adds through a function that chains the entries; it changes and removes nothing.
begin;
grant usage on schema provision, scs to :"service";
grant select, insert, update, delete on all tables in schema provision to :"service";
grant select on all tables in schema scs to :"service";
grant usage on all sequences in schema provision to :"service";
grant execute on all functions in schema provision to :"service";
revoke insert, update, delete, truncate on provision.audit_entry from :"service";
-- The list of migrations is the owner's.
revoke insert, update, delete on provision.migration from :"service";
commit;
