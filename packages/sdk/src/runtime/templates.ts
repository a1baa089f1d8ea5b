import { OrchestratorError } from '../errors.ts'
import type { TemplateApplication } from '../generated/entities.ts'
import type { JsonObject } from '../json.ts'
import type { Templates } from '../run/templates.ts'
import type { StepCounter } from './call.ts'
import { plainJson } from './plain-json.ts'
import type { RuntimePort } from './port.ts'

/** `templates` of a run. */
export const createTemplates = (port: RuntimePort, steps: StepCounter): Templates => ({
  async apply(reference, input = {}) {
    const template = typeof reference === 'string' ? reference : reference?.id
    if (typeof template !== 'string' || template === '')
      throw new OrchestratorError('invalid_input', 'templates.apply takes a name, an id or an object with one')
    const data = plainJson({ ...input, template }, 'templates.apply') as JsonObject
    const step = steps.take('templates.apply', `templates.apply ${JSON.stringify(template)}`)
    const [reply] = await port.command(step, [{ type: 'template.apply', data }])
    if (!reply?.entity) throw new OrchestratorError('internal', 'template.apply answered nothing')
    return reply.entity as unknown as TemplateApplication
  },
})
