import * as z from 'zod'
import { defineAction } from './definition.ts'
import { Duration } from './duration.ts'
import { AddressTemplate, JsonTemplate, Template } from './fields.ts'

export const httpRequestAction = defineAction({
  action: 'http.request',
  kind: 'long',
  summary: 'Ask another service, and use its answer',
  fields: {
    url: AddressTemplate,
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
    headers: z.record(z.string().max(200), Template).optional(),
    json: JsonTemplate.optional().meta({ description: 'the body, as JSON' }),
    text: z.string().max(50_000).optional().meta({ description: 'the body, as it is' }),
    timeout: Duration.optional().meta({ description: 'of one try: at most 5 minutes; 30 seconds when left out' }),
    retries: z.int().min(0).max(20).optional(),
    throwOnError: z
      .boolean()
      .optional()
      .meta({ description: 'false: an answer outside 200–299 is an answer, not a failure of the run' }),
  },
  verbatim: ['method', 'timeout'],
  json: ['json'],
  permissions: [],
  result: {
    t: 'object',
    fields: {
      status: { t: 'int' },
      ok: { t: 'bool' },
      headers: { t: 'map', of: { t: 'string' } },
      text: { t: 'string' },
      json: { t: 'any' },
    },
  },
  code({ fields: { url = '', method = "'GET'", ...options }, use, import: from, call }) {
    const callee = `${use('http')}.${method.slice(1, -1).toLowerCase()}`
    return `${from('answerOf')}(${call(callee, url, options)})`
  },
})
