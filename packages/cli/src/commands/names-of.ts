import { type Access, getJson } from '../api-client.ts'
import { UserError } from '../user-error.ts'

/** What people call projects or members; what is not there any more, or not to be seen, keeps its id. */
export async function namesOf(
  access: Access,
  kind: 'projects' | 'members',
  ids: readonly (string | null)[],
): Promise<(id: string) => string> {
  const known = [...new Set(ids)].filter((id) => id !== null)
  const found = await Promise.all(
    known.map(async (id) => {
      const one = await getJson<{ key?: string; name: string }>(access, `/v1/${kind}/${id}`).catch((error: unknown) => {
        if (!(error instanceof UserError)) throw error
        return null
      })
      return [id, one?.key ?? one?.name ?? id] as const
    }),
  )
  const names = new Map(found)
  return (id) => names.get(id) ?? id
}
