import { problemsOfInput } from '@orchestrator/domain'
import { OrchestratorError } from '../errors.ts'
import type { Json } from '../json.ts'
import { plainJson } from '../runtime/plain-json.ts'
import type { RuntimeAction } from '../runtime/port.ts'
import type { TestAction, TestIntegrations } from './result.ts'

interface Acting {
  readonly integrations: TestIntegrations | undefined
  readonly scopes: readonly string[] | null
  run<T>(call: () => T): Promise<Awaited<T>>
  pause(milliseconds: number): Promise<void>
}

const passing = new Set(['provider_unavailable', 'provider_rate_limited'])

/** What the server does with an action, with the test's own function in the service's place. */
export async function actInMemory(
  { name, input, connection, retries }: RuntimeAction,
  { integrations, scopes, run, pause }: Acting,
): Promise<Json> {
  if (scopes !== null && !scopes.includes('integration.use'))
    throw new OrchestratorError('forbidden', 'this needs the scope integration.use, which the playbook did not declare')
  const fields = problemsOfInput(name, input).map((problem) => ({ ...problem, path: `input.${problem.path}` }))
  const [first] = fields
  if (first) throw new OrchestratorError('invalid_input', `${name}: ${first.path}: ${first.expected}`, { fields })
  const at = name.indexOf('.')
  const actions = (integrations ?? {}) as Record<string, Record<string, (input: unknown, call: TestAction) => unknown>>
  const fake = actions[name.slice(0, at)]?.[name.slice(at + 1)]
  if (fake === undefined)
    throw new Error(`${name}: the test has no such service; give testRun \`integrations\` to stand in`)
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await run(() => fake(structuredClone(input), { connection, attempt }))
      return plainJson(answer, `the answer of ${name}`) ?? null
    } catch (error) {
      const passes = error instanceof OrchestratorError && passing.has(error.code)
      if (!passes || attempt > retries) throw error
      await pause(1_000 * 2 ** Math.min(attempt - 1, 6))
    }
  }
}
