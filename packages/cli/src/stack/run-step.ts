import { spawn } from 'node:child_process'
import { UserError } from '../user-error.ts'

type Answer<T> = { result: T } | { error: { message: string; hint?: string } }

/** Runs one step of the start in a process of its own and gives its result; what it loaded goes with it. */
export async function runStep<T>(
  entry: string,
  input: unknown,
  onProgress: (line: string) => void = () => {},
): Promise<T> {
  const child = spawn(process.execPath, [entry], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: process.env })
  let answer: Answer<T> | undefined
  let errors = ''
  child.on('message', (message: { progress: string } | Answer<T>) => {
    if ('progress' in message) onProgress(message.progress)
    else answer = message
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4_000)
  })
  child.stdout?.resume()
  child.send(input as object)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (answer && 'result' in answer) return answer.result
  if (answer)
    throw new UserError(answer.error.message, answer.error.hint === undefined ? {} : { hint: answer.error.hint })
  throw new Error(`${entry} ended without an answer (exit code ${code}).\n${errors}`)
}

/** The other side of `runStep`: takes the input, answers with the result. */
export async function stepMain<I, T>(step: (input: I, tell: (progress: string) => void) => Promise<T>): Promise<void> {
  const input = await new Promise<I>((resolve) => process.once('message', (message) => resolve(message as I)))
  // Nobody is there any more to take the answer.
  process.once('disconnect', () => process.exit(1))
  const tell = (progress: string) => void process.send?.({ progress })
  const answer: Answer<T | null> = await step(input, tell).then(
    (result) => ({ result: result ?? null }),
    (error: unknown) => ({ error: describe(error) }),
  )
  process.send?.(answer, () => process.exit('error' in answer ? 1 : 0))
}

function describe(error: unknown): { message: string; hint?: string } {
  if (error instanceof UserError)
    return error.hint === undefined ? { message: error.message } : { message: error.message, hint: error.hint }
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}
