export const add = (a: number, b: number): number => a + b

export function refuse(): never {
  throw new RangeError('out of range')
}
