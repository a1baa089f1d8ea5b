import {
  leftThere,
  mergeSides,
  type Names,
  type Side,
  sameJson,
  settleWritten,
  toFields,
  withoutLeft,
} from '@orchestrator/domain'
import { fieldsOf, hashOf, type Item, ourSide, pick, type SideFields, sideOf } from '@orchestrator/integrations'
import { addWork, changeItem, type ExternalItem, type SyncChange, type SyncMapping } from '@orchestrator/store'
import { decidedRules, type knownConflicts, tellConflicts } from './conflicts.ts'
import type { LinkPlan } from './links.ts'
import { madeHere } from './made-here.ts'
import { updateHere, updateType } from './make-here.ts'
import { type Entity, type Plan, placeOf, type Told } from './plan.ts'
import { signComment } from './sign-comment.ts'
import type { SyncContext } from './sync-context.ts'

/** What was read longer ago is read again before it is written over. */
const freshMs = 500

type KnownConflicts = Awaited<ReturnType<typeof knownConflicts>>

/** A thing that is on both sides: what either changed goes to the other. */
export function planMerge(
  context: SyncContext,
  known: {
    mapping: SyncMapping
    item: ExternalItem
    entity: Entity
    theirs: Item
    readAt: number
    names: Names
    conflicts: KnownConflicts
    links: LinkPlan
  },
): Plan {
  const { mapping, item, entity, theirs, names, links } = known
  const fields = fieldsOf(context.connector, mapping, item.type, madeHere(item), theirs)
  const sides = {
    baseOurs: item.baseOurs,
    baseTheirs: item.baseTheirs,
    ours: ourSide(entity, fields, names),
    theirs: sideOf(theirs, fields),
  }
  const newer = isNewer(theirs.updatedAt, entity.updatedAt) ? 'theirs' : 'ours'
  const first = mergeSides(sides, fields.rules, newer)
  const rules = decidedRules(fields.rules, first.conflicts, known.conflicts)
  const merged = mergeSides(sides, rules, newer)
  const told = tellConflicts(fields.rules, merged.conflicts, known.conflicts, item)
  const { fields: data, unknown, left } = toFields(merged.toOurs, fields.rules, fields.shapes, names, entity)
  // What is nothing here has not been taken over: it is looked at again each time.
  const inward = [...Object.keys(merged.toOurs), ...merged.settled].filter((field) => !unknown.includes(field))
  const leftNow = item.entityKind === 'task' ? leftThere(sides.theirs, fields.rules, fields.shapes, names, entity) : {}
  const moved = item.state !== 'linked' || theirs.updatedAt !== item.theirsUpdatedAt || theirs.key !== item.externalKey
  const commands = [
    ...told,
    ...(Object.keys(data).length === 0 ? [] : [updateHere(item, entity, { data, theirs, names })]),
  ]
  const here: SyncChange | null =
    inward.length === 0 && told.length === 0 && !moved && sameJson(leftNow, item.leftThere)
      ? null
      : {
          commands,
          settle: (tx, applied) => [
            changeItem(tx, context.claim.workspaceId, item, {
              ...placeOf(theirs),
              state: 'linked',
              // What comes back to what we wrote is a change of theirs once it was something else.
              writtenHash: hashOf(sides.theirs) === item.writtenHash ? item.writtenHash : null,
              baseOurs: pick(
                ourSide(applied.find(({ type }) => type === updateType(item))?.entity ?? entity, fields, names),
                inward,
              ),
              baseTheirs: pick(withoutLeft(sides.theirs, left), inward),
              leftThere: leftNow,
            }),
          ],
        }
  const step = item.step + (here === null ? 0 : 1)
  const outward = Object.keys(merged.toTheirs)
  const write = (last: boolean) =>
    writeThere(context, { ...known, item: { ...item, step }, last }, fields, {
      values: merged.toTheirs,
      ours: { ...sides.ours, ...textsOf(merged.toOurs) },
      theirs: sides.theirs,
    })
  const there = async (last: boolean) => {
    const moved = outward.length === 0 ? undefined : await write(last)
    if (moved === undefined) await links.there?.()
    return moved
  }
  const writes = outward.length > 0 || links.there !== null
  return { about: entity.id, here, links: links.here, there: writes ? there : null }
}

/** Texts of which both sides had something: these are ours by now. Of lists not all need have been taken over. */
const textsOf = (side: Side): Side =>
  Object.fromEntries(Object.entries(side).filter(([, value]) => typeof value === 'string'))

async function writeThere(
  context: SyncContext,
  {
    mapping,
    item,
    entity,
    theirs: { id },
    readAt,
    last,
  }: { mapping: SyncMapping; item: ExternalItem; entity: Entity; theirs: Item; readAt: number; last: boolean },
  fields: SideFields,
  { values, ours, theirs }: { values: Side; ours: Side; theirs: Side },
): Promise<Told | undefined> {
  const { session, store, claim, stillMine } = context
  const ref = { type: item.type, id }
  if (!last && performance.now() - readAt > freshMs) {
    const now = performance.now()
    const found = await session.get(ref, mapping.containerId)
    if (found?.containerId !== mapping.containerId || hashOf(sideOf(found, fields)) !== hashOf(theirs))
      return { item: found, readAt: now }
  }
  const signed = await signComment(context, fields, entity, values)
  stillMine()
  const answer = await session.update(ref, mapping.containerId, signed, theirs)
  const written = sideOf(answer, fields)
  const { base, others } = settleWritten({ before: theirs, wanted: values, answer: written })
  await store.write(claim.workspaceId, async (tx) => {
    await changeItem(tx, claim.workspaceId, item, {
      ...placeOf(answer),
      baseOurs: pick(ours, Object.keys(values)),
      baseTheirs: base,
      writtenHash: others ? null : hashOf(written),
    })
    // Somebody changed it there between our look and our writing: theirs is still to come here.
    if (others)
      await addWork(tx, claim.workspaceId, claim.connectionId, [
        { mappingId: mapping.id, type: item.type, externalId: answer.id, onExternalId: item.onExternalId },
      ])
  })
  return undefined
}

/** Many services know no parts of a second: within one, it is theirs. */
const isNewer = (theirs: string, ours: string) =>
  theirs.slice(0, 19) === ours.slice(0, 19) && Date.parse(theirs) % 1_000 === 0
    ? true
    : Date.parse(theirs) > Date.parse(ours)
