import * as z from 'zod'
import type { Inference } from '../preferences/finding.ts'
import { type Learning, toLearned } from '../preferences/plan.ts'
import { leastWords, type WordDecision, type Wording } from './plan-wordings.ts'

const mostLength = 200
const Answer = z.object({ preference: z.string().nullable(), restsOn: z.array(z.int()) })

/**
 * The preference of which a model's answer speaks. The model gives words and names decisions, nothing else: whose it is, where it counts and
 * how sure it is follow from the decisions.
 * @returns null when it says nothing, too much, or rests on too little
 */
export function readWording(
  { group, shown, before }: Wording<WordDecision>,
  answer: unknown,
  model: string,
): Learning['shown'][number] | null {
  const { success, data } = Answer.safeParse(answer)
  if (!success || data.preference === null) return null
  const words = oneLine(data.preference)
  const numbers = new Set(data.restsOn)
  const evidence = shown.filter((_, index) => numbers.has(index + 1))
  if (words === '' || words.length > mostLength || evidence.length < leastWords) return null
  const { memberId, context, preferenceId } = group
  const inference: Inference = {
    ...{ memberId, context, words, evidence, of: shown.length, effect: { kind: 'worded', model } },
    ...{ key: preferenceId, command: context.command, field: context.field },
  }
  return toLearned(preferenceId, inference, before === null)
}

/** In a prompt it is one item of a list, and stays one: no line break, no character that is not seen. */
const oneLine = (text: string) =>
  text
    .replaceAll(/[\s\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .replace(/\.$/, '')
