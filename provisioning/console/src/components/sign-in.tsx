import { createSignal, Show } from 'solid-js'
import { api, type Failure } from '../api.ts'
import { words } from '../words/index.ts'
import { LanguageChoice } from './language-choice.tsx'

const messageOf = (failure: Failure): string => {
  if (failure === 'too-many') return words().tooMany
  return failure === 'wrong-password' || failure === 'malformed' ? words().wrongPassword : words().unreachable
}

export const SignIn = (props: { onSignedIn: (name: string) => void }) => {
  const [failure, setFailure] = createSignal<Failure | null>(null)
  const [isBusy, setIsBusy] = createSignal(false)
  let password!: HTMLInputElement

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget as HTMLFormElement)
    setIsBusy(true)
    const result = await api.signIn(String(data.get('name')), String(data.get('password')))
    setIsBusy(false)
    if (result.ok) return props.onSignedIn(result.value.name)
    setFailure(result.reason)
    password.focus()
    password.select()
  }

  return (
    <main class="sign-in">
      <form class="card" onSubmit={submit}>
        <img src="./icon.svg" alt="" width="44" height="44" />
        <h1>{words().product}</h1>
        <p class="soft">{words().signInLead}</p>
        <label>
          {words().name}
          <input name="name" autocomplete="username" autocapitalize="none" required maxlength="60" autofocus />
        </label>
        <label>
          {words().password}
          <input
            ref={password}
            name="password"
            type="password"
            autocomplete="current-password"
            required
            maxlength="200"
          />
        </label>
        <p class="form-error" role="alert">
          <Show when={failure()}>{(reason) => messageOf(reason())}</Show>
        </p>
        <button type="submit" class="primary" disabled={isBusy()}>
          {words().signIn}
        </button>
      </form>
      <LanguageChoice />
    </main>
  )
}
