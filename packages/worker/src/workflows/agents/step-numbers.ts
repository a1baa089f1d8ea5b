/** How the steps of a conversation are numbered within its run. */
export interface StepNumbers {
  next(): number
  /** A model has spoken, and calls this: so many agents side by side, and whether anything else. Before it is asked again: nothing. */
  turn(calls: { readonly consults: number; readonly others: boolean }): void
  /** Those of a conversation with an agent that this turn consults. */
  consult(): StepNumbers
}

interface Counted extends StepNumbers {
  /** How many of its own places it has taken up. */
  used(): number
}

/** One number after the other, for conversations of which only one goes on at a time. */
export function oneByOne(): StepNumbers {
  let n = 0
  const numbers: StepNumbers = { next: () => n++, turn: () => {}, consult: () => numbers }
  return numbers
}

/**
 * Conversations that go on side by side take turns in numbers, as if each were a lane: the second step of the first of three is the fourth
 * number. So no number follows from who answers sooner, and a run that begins anew finds its own answers. Where one lane is longer than
 * the others, numbers are left out.
 */
export const inLanes = (): StepNumbers => conversation((place) => place)

function conversation(numberAt: (place: number) => number): Counted {
  // Of the present turn: where it begins, how many lanes it has, and who is in them.
  let begin = 0
  let lanes = 1
  let own = 0
  let first = 0
  let consulted: Counted[] = []
  const used = () => begin + lanes * Math.max(own, ...consulted.map((one) => one.used()))
  return {
    used,
    next: () => numberAt(begin + lanes * own++),
    turn({ consults, others }) {
      begin = used()
      first = others ? 1 : 0
      lanes = Math.max(1, first + consults)
      own = 0
      consulted = []
    },
    consult() {
      const [from, width, lane] = [begin, lanes, first + consulted.length]
      if (lane >= width) throw new Error('more agents are consulted than the model has called')
      const made = conversation((place) => numberAt(from + width * place + lane))
      consulted.push(made)
      return made
    },
  }
}
