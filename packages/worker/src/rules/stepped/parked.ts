import type { Park } from '@orchestrator/store'

/** Thrown by the port of a stepped run where it has to wait: the run ends here for now, and is begun again when it wakes. */
export class Parked extends Error {
  override readonly name = 'Parked'
  readonly rest: Pick<Park, 'sleep' | 'at'>

  constructor(rest: Pick<Park, 'sleep' | 'at'>) {
    super('the run waits')
    this.rest = rest
  }
}
