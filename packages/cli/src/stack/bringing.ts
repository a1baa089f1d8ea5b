import type { ProcessRegister } from './process-register.ts'
import type { Service } from './service.ts'
import type { Stack, StackOptions, StackPorts, StackStep } from './stack-types.ts'
import type { Secrets, StateFolder } from './state-folder.ts'

/** What every step of a start works with. */
export interface Bringing {
  options: StackOptions
  folder: StateFolder
  secrets: Secrets
  ports: StackPorts
  register: ProcessRegister
  step(name: StackStep['name'], text: string, state?: StackStep['state']): void
  /** Starts a service and keeps it up until the stack is stopped. */
  keep(name: keyof Stack['services'], start: () => Promise<Service>): Promise<void>
}

/** The first error counts; the others are not left unobserved. */
export async function allOrFirstError<T extends readonly Promise<unknown>[]>(
  ...promises: T
): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  for (const promise of promises) promise.catch(() => {})
  return (await Promise.all(promises)) as { [K in keyof T]: Awaited<T[K]> }
}
