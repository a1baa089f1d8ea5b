import {
  type Command,
  type FieldValue,
  fromOtherEnd,
  holdsLink,
  type ItemLink,
  linkOfRelation,
  linkText,
  mergeLinks,
  newId,
  readLink,
} from '@orchestrator/domain'
import { type Item, type ItemRef, linksOf, ProviderError } from '@orchestrator/integrations'
import {
  addWork,
  type ExternalItem,
  type LinkedOther,
  noteLink,
  readLinked,
  type SyncChange,
  type SyncMapping,
} from '@orchestrator/store'
import type { SyncContext } from './sync-context.ts'

/** What is to be done for the links of a thing: each by itself, so that one that is refused keeps none of the others. */
export interface LinkPlan {
  readonly here: readonly LinkChange[]
  /** null: nothing. */
  readonly there: (() => Promise<void>) | null
}

export interface LinkChange extends SyncChange {
  /** The link as people know it. */
  readonly name: string
}

const nothing: LinkPlan = { here: [], there: null }

/**
 * Links of a task’s item that are on one side alone. Those that the other item holds are looked at with that one.
 * @param isListed it comes from a list, which may be older than what we did: it is read itself before relations here follow it
 */
export async function planLinks(
  context: SyncContext,
  known: { mapping: SyncMapping; item: ExternalItem; theirs: Item; isListed: boolean },
): Promise<LinkPlan> {
  const { mapping, item, theirs } = known
  const rule = linksOf(mapping)
  const told = rule && theirs.fields[rule.theirs]
  if (!rule || !Array.isArray(told) || item.entityKind !== 'task' || !context.session.link) return nothing
  const { theirs: field, direction } = rule
  const { store, claim } = context
  const linksThere = (told as readonly string[]).flatMap((text) => readLink(text) ?? [])
  const others = await store.read(claim.workspaceId, (tx) =>
    readLinked(
      tx,
      claim,
      item,
      linksThere.map(({ to }) => to),
    ),
  )
  const linksHere = relationsOf(others)
  const between = linksThere.filter(({ to }) => others.has(to))
  await wakeHolders(context, theirs, others, [...linksHere, ...between])
  const held = (links: readonly ItemLink[]) => links.filter((link) => holdsLink(theirs.id, link)).map(linkText)
  const merged = mergeLinks(listOf(item.baseTheirs[field]), held(linksHere), held(between), direction)
  const { settled, here, there } = merged
  const ref = { type: item.type, id: theirs.id }
  if (known.isListed && here.made.length + here.removed.length > 0) {
    const now = await context.session.get(ref, mapping.containerId)
    // That it is gone by now is found as for all.
    if (now?.containerId !== mapping.containerId) return nothing
    return planLinks(context, { ...known, theirs: now, isListed: false })
  }
  const change = (link: string, present: boolean, commands: readonly Command[]): LinkChange => ({
    ...{ name: nameOf(link, others), commands },
    settle: (tx) => [noteLink(tx, claim.workspaceId, item.id, field, link, present)],
  })
  const removed = await withoutGone(context, ref.type, others, here.removed)
  return {
    here: [
      ...settled.made.map((link) => change(link, true, [])),
      ...settled.removed.map((link) => change(link, false, [])),
      ...here.made.map((link) => change(link, true, relate(item, others, link))),
      ...removed.map((link) => change(link, false, unrelate(others, link))),
    ],
    there:
      there.made.length + there.removed.length === 0
        ? null
        : () => linkThere(context, { mapping, item, ref, field, others, ...there }),
  }
}

const listOf = (value: FieldValue | undefined): readonly string[] => (Array.isArray(value) ? value : [])

const relationsOf = (others: ReadonlyMap<string, LinkedOther>): ItemLink[] =>
  [...others.values()].flatMap(({ externalId, relations }) =>
    relations.flatMap((relation) => linkOfRelation(relation, relation.outward, externalId) ?? []),
  )

/** A link that the other item holds and does not know of: it came before one of both was on both sides, or nothing told of it. */
async function wakeHolders(
  context: SyncContext,
  { type, id: own }: ItemRef,
  others: ReadonlyMap<string, LinkedOther>,
  links: readonly ItemLink[],
): Promise<void> {
  const waking = links.flatMap((link) => {
    const other = others.get(link.to)
    const mapping = other && context.mapping(other.mappingId)
    const rule = mapping?.enabled ? linksOf(mapping) : null
    if (!other || !rule || holdsLink(own, link)) return []
    if (listOf(other.baseTheirs[rule.theirs]).includes(linkText(fromOtherEnd(own, link)))) return []
    return [other]
  })
  if (waking.length > 0) await lookAt(context, type, waking)
}

/** Ids are new each time: what is there already is refused, and found to be there. */
function relate({ entityId }: ExternalItem, others: ReadonlyMap<string, LinkedOther>, text: string): Command[] {
  const link = readLink(text)
  const other = link && others.get(link.to)
  if (!other) return []
  const data = { type: link.type, fromTaskId: entityId, toTaskId: other.entityId }
  return [{ id: newId(), type: 'task_relation.create', data } as unknown as Command]
}

/** Of what reads the same from both ends there may be two. */
function unrelate(others: ReadonlyMap<string, LinkedOther>, text: string): Command[] {
  const { to = '' } = readLink(text) ?? {}
  return (others.get(to)?.relations ?? [])
    .filter((relation) => {
      const link = linkOfRelation(relation, relation.outward, to)
      return link !== null && linkText(link) === text
    })
    .map(({ id }) => ({ id: newId(), type: 'task_relation.delete', data: { id } }) as unknown as Command)
}

/** A link goes with the item to which it leads: what happens here then, the mapping of that one says. */
async function withoutGone(
  context: SyncContext,
  type: string,
  others: ReadonlyMap<string, LinkedOther>,
  removed: readonly string[],
): Promise<string[]> {
  const kept: string[] = []
  for (const text of removed) {
    const other = others.get(readLink(text)?.to ?? '')
    if (!other) continue
    const is = await whereIs(context, type, other)
    if (is === 'there') kept.push(text)
    else if (is === 'gone') await lookAt(context, type, [other])
  }
  return kept
}

async function whereIs(
  { session, ...context }: SyncContext,
  type: string,
  { mappingId, externalId }: LinkedOther,
): Promise<'there' | 'gone' | 'out of reach'> {
  const mapping = context.mapping(mappingId)
  if (!mapping) return 'out of reach'
  const found = await session
    .get({ type, id: externalId }, mapping.containerId)
    .catch((error: unknown) => orOutOfReach(error))
  if (found === 'out of reach') return found
  return found?.containerId === mapping.containerId ? 'there' : 'gone'
}

/** Services tell no links to what may not be seen: nobody knows whether it is still there. */
function orOutOfReach(error: unknown): 'out of reach' {
  if (error instanceof ProviderError && error.kind === 'forbidden') return 'out of reach'
  throw error
}

function lookAt({ store, claim }: SyncContext, type: string, others: readonly LinkedOther[]): Promise<void> {
  const work = others.map(({ mappingId, externalId }) => ({ mappingId, type, externalId, onExternalId: null }))
  return store.write(claim.workspaceId, (tx) => addWork(tx, claim.workspaceId, claim.connectionId, work))
}

function nameOf(text: string, others: ReadonlyMap<string, LinkedOther>): string {
  const link = readLink(text)
  return link === null ? text : `${link.type} ${others.get(link.to)?.externalKey ?? link.to}`
}

/** What the service does not take is told once all others are done. */
const ofOne = new Set<ProviderError['kind']>(['forbidden', 'not_found', 'invalid'])

async function linkThere(
  context: SyncContext,
  what: {
    mapping: SyncMapping
    item: ExternalItem
    ref: ItemRef
    field: string
    others: ReadonlyMap<string, LinkedOther>
    made: readonly string[]
    removed: readonly string[]
  },
): Promise<void> {
  const { store, claim, session, stillMine } = context
  const { mapping, item, ref, field, others, made, removed } = what
  let refusal: ProviderError | null = null
  for (const text of [...removed, ...made]) {
    const link = readLink(text)
    if (link === null) continue
    const present = made.includes(text)
    stillMine()
    try {
      await session.link?.(ref, mapping.containerId, link, present)
    } catch (error) {
      if (!(error instanceof ProviderError && ofOne.has(error.kind))) throw error
      refusal ??= error
      const other = others.get(link.to)
      // Services say the same of links that they do not take: looking at what is there would have this tried again at once.
      if (error.kind === 'not_found' && other && (await whereIs(context, ref.type, other)) === 'gone')
        await lookAt(context, ref.type, [other])
      continue
    }
    await store.write(claim.workspaceId, (tx) => noteLink(tx, claim.workspaceId, item.id, field, text, present))
  }
  if (refusal !== null) throw refusal
}
