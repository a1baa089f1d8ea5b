// biome-ignore assist/source/organizeImports: the first must be evaluated before the library.
import { restoreDate } from './real-date.ts'
import * as library from '@marcbachmann/cel-js'

restoreDate()

// Not exported from there: a bundler would take them from the library itself and leave this file out.
export const { Environment, EvaluationError, ParseError, serialize, TypeError: CelTypeError } = library
