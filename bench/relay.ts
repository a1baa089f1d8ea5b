import type { Benchmark } from './support/benchmark.ts'
export const relay: Benchmark = { name: 'relay', about: '', run: () => Promise.reject(new Error('not yet')) }
