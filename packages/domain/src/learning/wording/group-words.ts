import type { PreferenceContext } from '../../entities/preference.ts'
import { deriveId } from '../../ids.ts'
import { sameJson } from '../../merge.ts'
import type { Decision } from '../decision.ts'
import { textFields } from '../preferences/edited-texts.ts'
import { groupBy, type Inference } from '../preferences/finding.ts'

/** What one member said of one thing in one project, in words that no template has put into a preference. */
export interface WordGroup<D extends Decision = Decision> {
  /** Of the preference that is to say what these show. */
  readonly preferenceId: string
  readonly memberId: string
  readonly context: PreferenceContext
  /** In the order of the log. */
  readonly decisions: readonly D[]
}

/**
 * Reasons by the command that was rejected or changed for them, edits of texts by their field. What a template has already said of some is not said again.
 * @param decisions in the order of the log
 * @param inferred what templates say, of the very same decisions
 */
export function groupWords<D extends Decision>(
  workspaceId: string,
  decisions: readonly D[],
  inferred: Iterable<Pick<Inference, 'effect' | 'evidence'>>,
): Map<string, WordGroup<D>> {
  const isSaid = saidBy(inferred)
  const words = decisions.flatMap((decision) =>
    subjectsOf(decision)
      .filter((subject) => !isSaid(subject, decision))
      .map((subject) => ({ decision, subject })),
  )
  const groups = groupBy(words, ({ decision: { memberId, projectId }, subject }) =>
    deriveId(workspaceId, 'preference', memberId, projectId ?? '', 'worded', JSON.stringify(subject)),
  )
  return new Map(
    [...groups].flatMap(([preferenceId, [first, ...others]]) => {
      if (!first) return []
      const { memberId, projectId } = first.decision
      const context = { ...first.subject, tag: null, projectId }
      const all = [first, ...others].map(({ decision }) => decision)
      return [[preferenceId, { preferenceId, memberId, context, decisions: all }] as const]
    }),
  )
}

/** What words are about: why a command was not taken as it was, or how a field is to be worded. */
type Subject = Pick<PreferenceContext, 'command' | 'field'>

function subjectsOf(decision: Decision): Subject[] {
  const fields = editedTextsOf(decision)
  if (fields.length > 0) return fields.map((field) => ({ command: null, field }))
  const isExplained = decision.outcome === 'rejected' || decision.outcome === 'edited'
  return isExplained && decision.reason?.trim() ? [{ command: decision.command, field: null }] : []
}

/** Texts that were accepted otherwise than they were proposed. */
export const editedTextsOf = ({ outcome, data, edited }: Decision): string[] =>
  outcome === 'edited' && edited
    ? textFields.filter(
        (field) =>
          typeof data[field] === 'string' && typeof edited[field] === 'string' && !sameJson(data[field], edited[field]),
      )
    : []

function saidBy(inferred: Iterable<Pick<Inference, 'effect' | 'evidence'>>) {
  const said = new Set<string>()
  const keyOf = (field: string | null, { patchId, key }: Decision) => JSON.stringify([field, patchId, key])
  for (const { effect, evidence } of inferred) {
    const field = effect.kind === 'text' ? effect.field : effect.kind === 'reason' ? null : undefined
    if (field !== undefined) for (const decision of evidence) said.add(keyOf(field, decision))
  }
  return ({ field }: Subject, decision: Decision) => said.has(keyOf(field, decision))
}
