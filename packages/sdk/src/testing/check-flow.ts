import { Flow, flowExpressions } from '@orchestrator/domain'
import { compileValue, eventSchemaFor } from '@orchestrator/domain/conditions'
import { PlaybookDefinitionError } from '../errors.ts'
import type { PlaybookManifest } from '../runtime/manifest.ts'

/**
 * In memory a run starts at once, alone: what its flow says is only checked, as when the playbook is installed.
 * @throws PlaybookDefinitionError
 */
export function checkFlow({ id, triggers, flow }: PlaybookManifest, events: number): void {
  const fail = (message: string): never => {
    throw new PlaybookDefinitionError(`playbook '${id}': ${message}`)
  }
  if (events > 1 && !flow?.batch) fail('testRun was given several events, but the playbook has no batch')
  if (!flow) return
  const parsed = Flow.safeParse(flow)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new PlaybookDefinitionError(`playbook '${id}': ${issue?.path.join('.')}: ${issue?.message}`)
  }
  if (events > (flow.batch?.size ?? 1)) fail(`testRun was given ${events} events, but a batch has ${flow.batch?.size}`)
  const types = triggers.flatMap((trigger) => {
    if (trigger.kind === 'event') return trigger.eventTypes
    return trigger.kind === 'webhook' ? ['webhook.received'] : ['playbook.run_requested']
  })
  for (const { path, cel } of flowExpressions(parsed.data)) {
    const compiled = compileValue(cel, ...types.map(eventSchemaFor))
    if (!compiled.ok)
      fail(`${path}: ${cel} is not valid: ${compiled.problems.map(({ message }) => message).join('; ')}`)
  }
}
