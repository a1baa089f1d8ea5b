import type { Benchmark } from './support/benchmark.ts'
export const rest: Benchmark = { name: 'rest', about: '', run: () => Promise.reject(new Error('not yet')) }
