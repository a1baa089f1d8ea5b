import { execFile } from 'node:child_process'

/** The version of the Temporal CLI that Orchestrator is built and tested with. */
export const temporalCliVersion = '1.5.1'
/** Playbooks need worker deployments, which older servers lack. */
export const minimumServerVersion = '1.29.0'

/** The version of the server inside a `temporal` program, or undefined when it is none. */
export function serverVersionOf(program: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, ['--version'], { timeout: 20_000 }, (error, stdout) => {
      resolve(error ? undefined : /Server (\d+\.\d+\.\d+)/.exec(stdout)?.[1])
    })
  })
}

/** Whether a version like 1.29.1 is the other or newer. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [a, b] = [version, minimum].map((text) => text.split('.').map(Number))
  for (let i = 0; i < 3; i++) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}
