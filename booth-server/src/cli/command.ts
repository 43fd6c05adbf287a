import { Command, InvalidArgumentError } from 'commander'

/** Ends the program with exit code 2, the reason on stderr. */
export const fail = (message: string): never => {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

/** A command with our contract: help on stdout with exit code 0, whatever was typed wrong on stderr with exit code 2. */
export const createCommand = (name: string, summary: string): Command =>
  new Command(`npm run ${name} --`)
    .description(summary)
    .helpOption('--help', 'shows this')
    .showHelpAfterError('Add --help for the options.')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))

/** Parses a number from `min` to `max`, ends included. */
export const numberWithin =
  (min: number, max: number, isWhole = false) =>
  (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (value >= min && value <= max && (!isWhole || Number.isInteger(value))) return value
    throw new InvalidArgumentError(`Expected a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}.`)
  }
