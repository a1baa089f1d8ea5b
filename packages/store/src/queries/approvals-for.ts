import { Role } from '@orchestrator/domain'
import type { Condition } from './keyset.ts'

/** Roles that a member with this one may stand in for: their own, and those below it. */
const upTo = (expression: string) =>
  `array_position(array[${Role.options.map((role) => `'${role}'`).join(', ')}], ${expression})`

/** Approvals that wait for an answer of this member: the same as what the command asks for. */
export const approvalsFor = (memberId: string): Condition => ({
  sql: `t.status = 'pending' and (t.expires_at is null or t.expires_at > now()) and not (?::uuid = any(t.excluded_ids))
    and not exists (select from jsonb_array_elements(t.answers) x where x->>'memberId' = ?)
    and exists (
      select from members m
      left join project_members pm on pm.workspace_id = m.workspace_id and pm.member_id = m.id and pm.project_id = t.project_id
      left join projects p on p.workspace_id = m.workspace_id and p.id = t.project_id and p.deleted_at is null
      left join tasks k on k.workspace_id = m.workspace_id and k.id = t.task_id and k.deleted_at is null
      where m.workspace_id = t.workspace_id and m.id = ?::uuid and m.removed_at is null and (
        jsonb_exists(t."from"->'memberIds', m.id::text)
        or ${upTo('m.role')} <= ${upTo(`t."from"->>'role'`)}
        or (t."from"->'assignee' = 'true' and k.assignee_id = m.id)
        or (t."from"->'lead' = 'true' and p.lead_id = m.id)
        or (t.project_id is not null and ${upTo(`case when m.role = 'ADMIN' then m.role else coalesce(pm.role, m.role) end`)} <= ${upTo(`t."from"->>'projectRole'`)})
      )
    )`,
  values: [memberId, memberId, memberId],
})
