import type { PatchOperation } from '../entities/patch.ts'
import { patchOperations } from './operations/catalogue.ts'
import type { OperationDefinition } from './operations/definition.ts'
import type { Values } from './values.ts'

/** What an operation does: its data as it was edited, or else proposed, and what is known of its command. */
export interface Effective {
  readonly definition: OperationDefinition
  readonly data: Values
  /** Of what it makes, changes or removes. */
  readonly id: string
}

export function effective({ command, data, edited }: Pick<PatchOperation, 'command' | 'data' | 'edited'>): Effective {
  const chosen = edited ?? data
  return { definition: patchOperations[command], data: chosen, id: String(chosen['id']) }
}
