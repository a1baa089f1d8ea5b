import { type AutomationSuggestion, suggestionAgent } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'

/** So long one that is no longer found can still be accepted. */
const keptDays = 30

/** Keeps what was found, as it was found last. */
export function keepSuggestions(
  store: Store,
  workspaceId: string,
  suggestions: readonly AutomationSuggestion[],
): Promise<void> {
  return store.write(workspaceId, async (tx) => {
    await tx`
      delete from automation_suggestions
      where workspace_id = ${workspaceId} and found_at < now() - ${keptDays} * interval '1 day'`
    if (suggestions.length === 0) return
    await tx`
      insert into automation_suggestions (workspace_id, id, suggestion, found_at)
      select ${workspaceId}, (s ->> 'id')::uuid, s, now() from jsonb_array_elements(${tx.json(suggestions as never)}::jsonb) s
      on conflict (workspace_id, id) do update set suggestion = excluded.suggestion, found_at = excluded.found_at`
  })
}

/** A suggestion as it was found last; undefined when it was not, or is forgotten. */
export async function keptSuggestion(
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<AutomationSuggestion | undefined> {
  const [row] = await tx<{ suggestion: AutomationSuggestion }[]>`
    select suggestion from automation_suggestions where workspace_id = ${workspaceId} and id = ${id}`
  return row?.suggestion
}

/** Suggestions that were found last and nobody dismissed, the surest first. */
export async function keptSuggestions(
  tx: Tx,
  workspaceId: string,
  { projectId, limit }: { projectId: string | undefined; limit: number },
): Promise<{ suggestion: AutomationSuggestion; foundAt: string }[]> {
  const inProject = projectId === undefined ? tx`` : tx`and s.suggestion ->> 'projectId' = ${projectId}`
  return tx<{ suggestion: AutomationSuggestion; foundAt: string }[]>`
    select s.suggestion, s.found_at from automation_suggestions s
    where s.workspace_id = ${workspaceId} ${inProject}
      and not exists (select from suggestion_dismissals d where d.workspace_id = s.workspace_id and d.id = s.id)
    order by (s.suggestion ->> 'confidence')::float8 desc, s.id limit ${limit}`.execute()
}

/** Of some suggestions, those that were dismissed. */
export async function dismissedAmong(
  tx: Tx,
  workspaceId: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx<{ id: string }[]>`
    select id from suggestion_dismissals where workspace_id = ${workspaceId} and id = any(${ids as string[]}::uuid[])`
  return new Set(rows.map(({ id }) => id))
}

/** The patch that proposes a suggestion and waits for people; undefined: there is none. */
export async function patchOfSuggestion(tx: Tx, workspaceId: string, id: string): Promise<string | undefined> {
  const [patch] = await tx<{ id: string }[]>`
    select id from patches
    where workspace_id = ${workspaceId} and status in ('proposed', 'partly_accepted', 'accepted') and author->>'agent' = ${suggestionAgent}
      and operations->0->>'key' = ${id}
    limit 1`
  return patch?.id
}
