-- All that the schema of the site has, a line each.
select 'column ' || owner.relname || ' ' || each.attnum::text || ' ' || each.attname || ' ' || format_type(each.atttypid, each.atttypmod)
       || ' ' || each.attnotnull::text || ' ' || each.attidentity::text || each.attgenerated::text || ' ' || each.attcollation::regcollation::text
       || ' ' || coalesce(pg_get_expr(made.adbin, made.adrelid), '') as line
from pg_attribute as each
join pg_class as owner on owner.oid = each.attrelid
left join pg_attrdef as made on made.adrelid = each.attrelid and made.adnum = each.attnum
where owner.relnamespace = 'public'::regnamespace and owner.relkind in ('r', 'p', 'v', 'm') and each.attnum > 0 and not each.attisdropped
union all
select 'table ' || relname || ' ' || relkind::text || relpersistence::text || ' ' || coalesce(reloptions::text, '') from pg_class
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S')
union all
select 'constraint ' || conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) || ' ' || convalidated::text
from pg_constraint where connamespace = 'public'::regnamespace
union all
select 'index ' || indexdef from pg_indexes where schemaname = 'public'
union all
select 'trigger ' || pg_get_triggerdef(each.oid) || ' ' || each.tgenabled::text
from pg_trigger as each join pg_class as owner on owner.oid = each.tgrelid
where owner.relnamespace = 'public'::regnamespace and not each.tgisinternal
union all
select 'function ' || pg_get_functiondef(each.oid) from pg_proc as each
where each.pronamespace = 'public'::regnamespace and each.prokind in ('f', 'p')
  and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = each.oid and deptype = 'e')
union all
select 'extension ' || extname from pg_extension
order by 1
