-- stage_inventory: a table for the records of one sync; it goes with its transaction.
create temporary table inventory_stage (device_uuid uuid, fqdn text, profile text) on commit drop
