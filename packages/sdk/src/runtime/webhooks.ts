import { OrchestratorError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { Webhooks } from '../run/webhooks.ts'
import type { StepCounter } from './call.ts'
import { plainJson } from './plain-json.ts'
import type { RuntimePort } from './port.ts'

/** `webhooks` of a run. */
export const createWebhooks = (port: RuntimePort, steps: StepCounter): Webhooks => ({
  async call(to, { json, text, ...options } = {}) {
    const place = typeof to === 'string' ? { url: to } : { endpointId: to.endpointId }
    const body = json === undefined ? text : JSON.stringify(plainJson(json, 'webhooks.call: json'))
    const plain = json === undefined && text !== undefined && { contentType: 'text/plain; charset=utf-8' }
    const data = plainJson({ ...plain, ...options, ...place, body }, 'webhooks.call') as JsonObject
    const step = steps.take('webhooks.call', `webhooks.call ${typeof to === 'string' ? to : to.endpointId}`)
    const [reply] = await port.command(step, [{ type: 'delivery.create', data }])
    if (!reply) throw new OrchestratorError('internal', 'delivery.create answered nothing')
    return { id: reply.id }
  },
})
