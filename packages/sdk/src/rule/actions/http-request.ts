import type { Http, HttpBodyOptions } from '../../run/context.ts'
import { answerOf } from '../../template/answer-of.ts'
import type { LongAction } from './catalogue.ts'

export const httpRequest: LongAction = (fields, { context }) => {
  const { url, method, ...options } = fields as unknown as HttpBodyOptions & { url: string; method: string }
  return answerOf(context.http[method.toLowerCase() as keyof Http](url, options))
}
