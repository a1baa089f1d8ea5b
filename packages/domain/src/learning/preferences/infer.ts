import type { PreferenceContext } from '../../entities/preference.ts'
import type { Decision } from '../decision.ts'
import { changedValues } from './changed-values.ts'
import { editedTexts } from './edited-texts.ts'
import { type Detector, type Finding, groupBy, type Inference, leastEvidence } from './finding.ts'
import { recurringReasons } from './recurring-reasons.ts'
import { refused } from './refused.ts'
import { shiftedDates } from './shifted-dates.ts'

const detectors: readonly Detector[] = [shiftedDates, changedValues, refused, editedTexts, recurringReasons]

/**
 * What people’s decisions show of how they want proposals to be: of each member in all that they decide, by project and by tag, and of each
 * project whose members agree. What holds in a wide context is not said again of the narrow ones in it.
 * @param decisions in the order in which they were made
 * @param nameOf says a value as people know it, e.g. a member’s id as the name
 */
export function inferPreferences(
  decisions: readonly Decision[],
  nameOf: (field: string, value: unknown) => string = (_, value) => String(value),
): Inference[] {
  const detect = (those: readonly Decision[]) =>
    those.length < leastEvidence ? [] : detectors.flatMap((detector) => detector(those, nameOf))
  const ofMembers = [...groupBy(decisions, ({ memberId }) => memberId)].flatMap(([memberId, own]) =>
    inContexts(own, detect).map((one) => ({ ...one, memberId })),
  )
  const ofProjects = [...groupBy(decisions, ({ projectId }) => projectId ?? undefined)].flatMap(([projectId, those]) =>
    detect(those)
      .filter(({ evidence }) => new Set(evidence.map(({ memberId }) => memberId)).size > 1)
      .map((found) => ({ ...found, memberId: null, context: contextOf(found, { projectId }) })),
  )
  return [...ofMembers, ...ofProjects]
}

function inContexts(decisions: readonly Decision[], detect: (those: readonly Decision[]) => Finding[]) {
  const wide = detect(decisions)
  const known = new Set(wide.map(({ key }) => key))
  const narrow = [
    ...[...groupBy(decisions, ({ projectId }) => projectId ?? undefined)].map(([projectId, those]) => ({
      ...{ where: { projectId }, those },
    })),
    ...[...new Set(decisions.flatMap(({ tags }) => tags))].map((tag) => ({
      ...{ where: { tag }, those: decisions.filter(({ tags }) => tags.includes(tag)) },
    })),
  ]
  return [
    ...wide.map((found) => ({ ...found, context: contextOf(found, {}) })),
    ...narrow.flatMap(({ where, those }) =>
      detect(those)
        .filter(({ key }) => !known.has(key))
        .map((found) => ({ ...found, context: contextOf(found, where) })),
    ),
  ]
}

const contextOf = ({ command, field }: Finding, where: Partial<PreferenceContext>): PreferenceContext => ({
  ...{ command, field, tag: null, projectId: null },
  ...where,
})
