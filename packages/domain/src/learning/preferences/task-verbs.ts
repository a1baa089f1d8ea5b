/** Verbs with which titles of tasks begin. What is missing here is not noticed as one; nothing else depends on it. */
export const taskVerbs: ReadonlySet<string> = new Set(
  (
    'add adjust agree align allow analyse analyze announce answer apply approve archive arrange ask assess assign audit automate back ban book build buy call cancel change ' +
    'check choose clarify clean close collect compare complete configure confirm connect convert copy correct create cut debug decide define delete deliver deploy describe design ' +
    'determine develop disable discuss document draft drop edit email enable ensure estimate evaluate expand explain explore export extend file fill find finish fix follow ' +
    'gather generate get give handle hire host implement import improve include inform install integrate interview introduce investigate invite join keep launch learn list log ' +
    'maintain make measure meet merge migrate monitor move negotiate notify offer open optimise optimize order organise organize pay pick plan post prepare present print prioritise ' +
    'prioritize produce propose provide publish push put read receive record reduce refactor release remind remove rename renew repair replace reply report request research reset ' +
    'resolve restore review revise rewrite run save schedule search secure select sell send set share ship show sign simplify solve specify split start stop study submit support ' +
    'switch sync take talk teach tell test tidy track train translate try tune turn unify update upgrade use validate verify visit wait warn watch write'
  ).split(' '),
)
