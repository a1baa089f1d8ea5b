/** A patch, as far as the command line shows it. */
export interface Patch {
  readonly id: string
  readonly title: string
  readonly rationale: string
  readonly status: string
  readonly author: {
    readonly agent: string | null
    readonly agentVersion: string | null
    readonly model: string | null
  } | null
  readonly proposedBy: { readonly type: string; readonly memberId: string }
  readonly runId: string | null
  readonly operations: readonly Operation[]
  readonly expiresAt: string | null
  readonly undoesId: string | null
  readonly undoneById: string | null
  readonly supersededById: string | null
  readonly createdAt: string
}

export interface Operation {
  readonly key: string
  readonly command: string
  readonly summary: string
  readonly status: string
  readonly confidence: number | null
  readonly reason: string | null
}

export const patchStatuses = [
  ...['proposed', 'partly_accepted', 'accepted', 'rejected', 'applied'],
  ...['stale', 'superseded', 'expired', 'withdrawn', 'undone'],
]

export const pathOf = (id: string, verb?: string): string =>
  `/v1/patches/${encodeURIComponent(id)}${verb === undefined ? '' : `/${verb}`}`

/** `0.9` as people say it. */
export const inPercent = (confidence: number | null): string =>
  confidence === null ? '–' : `${Math.round(confidence * 100)} %`

/** Who thought of it, e.g. `triage 1.2 (gpt-5)`. */
export function authorOf({ author, proposedBy }: Pick<Patch, 'author' | 'proposedBy'>): string {
  const name = [author?.agent, author?.agentVersion].filter((part) => part !== null && part !== undefined).join(' ')
  if (name === '') return proposedBy.type.replaceAll('_', ' ')
  return author?.model ? `${name} (${author.model})` : name
}

/** `3 applied, 1 stale`. */
export function countByStatus(operations: readonly Operation[]): string {
  const counts = Map.groupBy(operations, ({ status }) => status)
  return [...counts].map(([status, all]) => `${all.length} ${status}`).join(', ')
}
