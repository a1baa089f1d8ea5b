import * as z from 'zod'
import { fieldTypeOf } from '../../conditions/index.ts'
import { ConnectorActionName, connectorActions, problemsOfInput } from '../../integrations/index.ts'
import { defineAction } from './definition.ts'
import { JsonTemplate } from './fields.ts'

export const callIntegrationAction = defineAction({
  action: 'integration.call',
  kind: 'long',
  summary: 'Do something in a connected service, such as a pull request in GitHub',
  fields: {
    call: ConnectorActionName.meta({ description: 'what is done, and in which service' }),
    connection: z.string().min(1).max(200).optional().meta({
      description:
        'the id or the name of the connection whose account does it; may be left out while there is only one',
    }),
    input: z.record(z.string().max(200), JsonTemplate).meta({
      description:
        'what the action takes; every text in it may hold expressions, and one that is an expression alone stands for its value',
    }),
    retries: z.int().min(0).max(20).optional().meta({ description: 'further tries; default 10' }),
  },
  // Whose account acts is not for an event to say.
  verbatim: ['call', 'connection'],
  json: ['input'],
  constants: { connection: 'connection' },
  permissions: ['integration.use'],
  result: { t: 'any' },
  resultOf: ({ call }) => fieldTypeOf(connectorActions[String(call)]?.output ?? {}),
  problemsOf: ({ call, input }) =>
    problemsOfInput(String(call), input, holdsExpression).map((one) => ({ ...one, path: `input.${one.path}` })),
  code({ fields: { call: name = '', input = '{}', ...options }, use, call }) {
    return call(`${use('integrations')}.${name.slice(1, -1)}`, input, options)
  },
})

const holdsExpression = (value: unknown): boolean =>
  typeof value === 'string'
    ? value.includes('{{')
    : typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression)
