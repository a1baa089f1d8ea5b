import { AppError } from '@orchestrator/domain'
import type postgres from 'postgres'
import { definerRole, loginRole, roleNames, rolePassword, type StoreRole } from './roles.ts'

/**
 * Makes the roles that are not there, and lets those of this master key into this database. Roles belong to the whole
 * cluster: what is there is not changed, since another database may work with it.
 */
export async function createRoles(sql: postgres.Sql, masterKey: string): Promise<void> {
  const roles = Object.keys(roleNames) as StoreRole[]
  const logins = roles.map((role) => loginRole(masterKey, role))
  const statements = [
    ...[definerRole, ...Object.values(roleNames)].map((name) => createRole(name, 'nologin')),
    ...roles.map((role) => createRole(loginRole(masterKey, role), `login password '${rolePassword(masterKey, role)}'`)),
    ...roles.map((role) => join(`'${loginRole(masterKey, role)}'`, roleNames[role])),
    join('current_user', definerRole),
    letIn(logins),
    `grant create, usage on schema public to ${definerRole}`,
    `grant usage on schema public to ${Object.values(roleNames).join(', ')}`,
  ]
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(7370001)`
    await tx.unsafe(statements.join(';\n'))
    const names = [definerRole, ...Object.values(roleNames), ...logins]
    const strong = await tx<{ name: string }[]>`
      select rolname as name from pg_roles where rolname = any(${names}) and (rolsuper or rolbypassrls)`
    if (strong[0])
      throw new AppError(
        'unavailable',
        `the database role ${strong[0].name} can bypass row-level security; take that from it`,
      )
  })
}

/**
 * Locks do not reach over to other databases of the cluster, which may make the same roles at this moment: then it is done.
 * That they cannot do more than this is not said but looked at after: only a superuser may say it.
 */
const createRole = (name: string, options: string) => `do $$ begin
  create role ${name} with ${options};
exception when duplicate_object or unique_violation then null;
end $$`

/** `member` is an expression. */
const join = (member: string, group: string) => `do $$ begin
  if not pg_has_role(${member}, '${group}', 'usage') then execute format('grant ${group} to %I', ${member}); end if;
exception when unique_violation or internal_error then null;
end $$`

/**
 * The rights go with roles that all databases of a cluster share, so another key's roles are kept out at the door. A key that
 * this database had before is let in no more.
 */
const letIn = (logins: readonly string[]) => `do $$ declare other text; begin
  execute format('revoke connect on database %I from public', current_database());
  for other in
    select r.rolname from pg_database d cross join aclexplode(d.datacl) a join pg_roles r on r.oid = a.grantee
    where d.datname = current_database() and a.privilege_type = 'CONNECT'
      and r.rolname ~ '^(${Object.values(roleNames).join('|')})_[0-9a-f]{12}$' and r.rolname not in (${logins.map((name) => `'${name}'`).join(', ')})
  loop
    execute format('revoke connect on database %I from %I', current_database(), other);
  end loop;
  execute format('grant connect on database %I to ${logins.join(', ')}', current_database());
end $$`
