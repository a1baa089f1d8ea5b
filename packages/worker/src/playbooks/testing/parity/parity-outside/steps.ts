import { createHash } from 'node:crypto'

export async function digest(text: string): Promise<{ sha256: string }> {
  return { sha256: createHash('sha256').update(text).digest('hex') }
}

export function refuse(): never {
  throw new RangeError('out of range')
}

export function nothing(): void {}
