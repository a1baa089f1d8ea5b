import type { ActionOptions } from '../../run/integrations.ts'
import { callAction } from '../../runtime/integrations.ts'
import type { LongAction } from './catalogue.ts'

export const integrationCall: LongAction = (fields, state) => {
  const { call, input, ...options } = fields as unknown as ActionOptions & {
    readonly call: string
    readonly input: object
  }
  return callAction(call, input, options, state)
}
