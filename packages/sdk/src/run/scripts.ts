import type { Json } from '../json.ts'

export interface ScriptOptions {
  /** What the script sees as `input`; JSON. */
  readonly input?: unknown
  /** Of the processor, in milliseconds: 10 to 10,000, default 1,000. */
  readonly timeoutMs?: number
  /** 1 to 64, default 16. */
  readonly memoryMb?: number
}

/** JavaScript that people have written as text, such as that of a rule which became a playbook. Code of your own goes in `steps.ts`. */
export interface Scripts {
  /**
   * Runs the body of an async function of `input`, `event` and `log` in a sandbox that has nothing else.
   *
   * @returns what the script returned
   *
   * @example
   * ```ts
   * const weight = await scripts.run('return input.tags.length * 2', { input: { tags: event.task.tags } })
   * ```
   */
  run(script: string, options?: ScriptOptions): Promise<Json>
}
