import { OrchestratorError } from '@orchestrator/sdk/runtime'
import type { RunError } from '../activities/playbook-contract.ts'

/** An error as a run's row and the Temporal UI show it: a refusal by its code, all else as what the playbook threw. */
export function describeError(error: unknown): RunError {
  if (error instanceof OrchestratorError) return { code: error.code, message: error.message, ...stackOf(error) }
  if (error instanceof Error) {
    const message = error.name === 'Error' ? error.message : `${error.name}: ${error.message}`
    return { code: 'threw', message: message || 'run threw an error without a message', ...stackOf(error) }
  }
  return {
    code: 'threw',
    message: `run threw ${typeof error === 'object' ? 'an object' : String(error)} instead of an Error`,
  }
}

function stackOf(error: Error): { stack: string } | Record<string, never> {
  const lines = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  return lines.length === 0 ? {} : { stack: lines.slice(0, 12).join('\n') }
}
