import type { SyncDirection } from '../entities/mapping.ts'
import type { TaskRelation } from '../entities/task.ts'

/** How one item stands to another, as itself tells it. */
export type LinkType = 'blocks' | 'blocked_by' | 'duplicates' | 'duplicated_by' | 'relates'

export interface ItemLink {
  readonly type: LinkType
  /** The id of the other item. */
  readonly to: string
}

/** The same link as the other of both tells it. */
const inverse: Readonly<Record<LinkType, LinkType>> = {
  ...{ blocks: 'blocked_by', blocked_by: 'blocks', duplicates: 'duplicated_by', duplicated_by: 'duplicates' },
  relates: 'relates',
}

/** As it is in a field and in a base, e.g. `blocks 10012`. */
export const linkText = ({ type, to }: ItemLink): string => `${type} ${to}`

/** null: it is none that both sides know. */
export function readLink(text: string): ItemLink | null {
  const at = text.indexOf(' ')
  const type = text.slice(0, at) as LinkType
  return at > 0 && Object.hasOwn(inverse, type) ? { type, to: text.slice(at + 1) } : null
}

export const fromOtherEnd = (own: string, { type }: ItemLink): ItemLink => ({ type: inverse[type], to: own })

/**
 * Both ends tell of a link; it is kept in step with one of them, so that it is made once: with the one that blocks or duplicates, and where
 * it reads the same from both ends, with the lesser id.
 */
export const holdsLink = (own: string, { type, to }: ItemLink): boolean =>
  type === 'relates' ? own < to : type === 'blocks' || type === 'duplicates'

/** A relation here as one of its tasks tells it, in the service's ids. null: services have none like it. */
export function linkOfRelation({ type }: Pick<TaskRelation, 'type'>, outward: boolean, to: string): ItemLink | null {
  if (type === 'precedes') return null
  return { type: outward ? type : inverse[type], to }
}

export interface MergedLinks {
  readonly here: LinkChanges
  readonly there: LinkChanges
  /** What is the same on both sides by now, without anybody's doing. */
  readonly settled: LinkChanges
}
interface LinkChanges {
  readonly made: readonly string[]
  readonly removed: readonly string[]
}

/**
 * Three-way merge of the links of one item, link by link: what either side made or removed since both had the same is done on the other.
 * @param base the links that both had
 */
export function mergeLinks(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
  direction: SyncDirection,
): MergedLinks {
  const [had, here, there] = [new Set(base), new Set(ours), new Set(theirs)]
  const onlyHere = [...here].filter((link) => !there.has(link))
  const onlyThere = [...there].filter((link) => !here.has(link))
  const both = [...here].filter((link) => there.has(link))
  const isNew = (link: string) => !had.has(link)
  const was = (link: string) => had.has(link)
  const none: LinkChanges = { made: [], removed: [] }
  return {
    here: direction === 'out' ? none : { made: onlyThere.filter(isNew), removed: onlyHere.filter(was) },
    there: direction === 'in' ? none : { made: onlyHere.filter(isNew), removed: onlyThere.filter(was) },
    settled: { made: both.filter(isNew), removed: [...had].filter((link) => !here.has(link) && !there.has(link)) },
  }
}
