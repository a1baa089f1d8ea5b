import { createContext, Script } from 'node:vm'

const context = createContext({ work: undefined as unknown })
const script = new Script('work()')

/**
 * Does what reads the text of others, for which libraries may take more time than its length: the same thread serves all workspaces.
 * @throws what the work throws; an error with the code `ERR_SCRIPT_EXECUTION_TIMEOUT` when it takes longer
 */
export function inTime<T>(mostMs: number, work: () => T): T {
  const before = context['work']
  context['work'] = work
  try {
    // The limit ends whatever runs meanwhile, of whichever context.
    return script.runInContext(context, { timeout: mostMs }) as T
  } finally {
    context['work'] = before
  }
}

/** Whether work was ended because it took too long, or more stack than there is. */
export const tookTooMuch = (error: unknown): boolean =>
  error instanceof RangeError || (error as { code?: unknown } | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
