import { setTimeout as sleep } from 'node:timers/promises'
import type { Stack } from './stack-types.ts'

type Services = Stack['services']
type ServiceName = keyof Services

const order: readonly { names: readonly ServiceName[]; withinMs: number }[] = [
  { names: ['api'], withinMs: 2_000 },
  { names: ['relay', 'playbooks', 'sync', 'agents'], withinMs: 3_500 },
  { names: ['temporal'], withinMs: 1_500 },
  { names: ['postgres'], withinMs: 2_000 },
]

/**
 * Ends the services, callers before what they call, so that nothing loses its ground while it drains. The times add up
 * to less than 10 s; once `isHurried` says so, what is left is ended at once.
 */
export async function stopServices(services: Services, isHurried: () => boolean): Promise<void> {
  for (const { names, withinMs } of order) {
    const stopping = Promise.all(names.map((name) => services[name]?.stop({ withinMs: isHurried() ? 100 : withinMs })))
    await Promise.all([stopping, killWhenHurried(isHurried, names, services, stopping)])
  }
}

async function killWhenHurried(
  isHurried: () => boolean,
  names: readonly ServiceName[],
  services: Services,
  stopping: Promise<unknown>,
): Promise<void> {
  let over = false
  const end = () => {
    over = true
  }
  stopping.then(end, end)
  while (!over && !isHurried()) await sleep(20)
  if (over) return
  // Postgres recovers from SIGQUIT by itself; the others keep nothing that their end could hurt.
  for (const name of names) services[name]?.current()?.kill(name === 'postgres' ? 'SIGQUIT' : 'SIGKILL')
}
