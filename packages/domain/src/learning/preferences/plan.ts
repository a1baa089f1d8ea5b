import type { CommandInput } from '../../commands/catalogue.ts'
import type { Preference } from '../../entities/preference.ts'
import { deriveId } from '../../ids.ts'
import type { Decision } from '../decision.ts'
import type { Inference } from './finding.ts'
import { inferPreferences } from './infer.ts'
import { leastShare } from './statistics.ts'

const mostShown = 20

export type Learning = Pick<CommandInput<'preference.learn'>, 'shown' | 'gone'>

/** A preference that is shown again has the id that it had. */
const preferenceIdOf = (workspaceId: string, { memberId, key, context: { projectId, tag } }: Inference): string =>
  deriveId(workspaceId, 'preference', memberId ?? '', projectId ?? '', tag ?? '', key)

/** What decisions show, by the ids of the preferences. @param names of members, by id */
export function inferById(
  workspaceId: string,
  decisions: readonly Decision[],
  names: ReadonlyMap<string, string>,
): Map<string, Inference> {
  const nameOf = (_: string, value: unknown) => names.get(String(value)) ?? String(value)
  return new Map(inferPreferences(decisions, nameOf).map((one) => [preferenceIdOf(workspaceId, one), one]))
}

/**
 * What is to be told of what decisions show, and do not show any more.
 * @param inferred from all decisions
 * @param preferences all that there are
 * @param again what the decisions after a preference’s deletion show by themselves; undefined: nobody deleted it
 */
export function planLearning(
  inferred: ReadonlyMap<string, Inference>,
  preferences: readonly Preference[],
  again: (id: string) => Inference | null | undefined,
): Learning {
  const known = new Set(preferences.map(({ id }) => id))
  const shown = [...inferred].flatMap(([id, inference]) => {
    const counts = known.has(id) ? inference : again(id)
    return counts === null ? [] : [toLearned(id, counts ?? inference, !known.has(id))]
  })
  const ids = new Set(shown.map(({ id }) => id))
  // What a model has worded is not shown here.
  const inferable = preferences.filter(({ learned }) => learned !== null && learned.effect.kind !== 'worded')
  return { shown, gone: inferable.flatMap(({ id }) => (ids.has(id) ? [] : [id])) }
}

/** What is told of an inference. */
export function toLearned(id: string, inference: Inference, isNew: boolean): Learning['shown'][number] {
  const { memberId, words, context, effect, evidence, of } = inference
  return {
    ...{ id, memberId, projectId: memberId === null ? context.projectId : null, words, context, isNew },
    learned: {
      ...{ effect, support: evidence.length, of, confidence: leastShare(evidence.length, of) },
      operations: evidence
        .slice(-mostShown)
        .map(({ patchId, key }) => ({ patchId, key }))
        .reverse(),
      lastAt: evidence.at(-1)?.decidedAt ?? '',
    },
  }
}
