import { createEffect, createSignal, Match, onMount, Switch } from 'solid-js'
import { api } from './api.ts'
import { Overview } from './components/overview.tsx'
import { SignIn } from './components/sign-in.tsx'
import { locale, words } from './words/index.ts'

type Session =
  | { readonly state: 'asking' }
  | { readonly state: 'out' }
  | { readonly state: 'in'; readonly name: string }

export const App = () => {
  const [session, setSession] = createSignal<Session>({ state: 'asking' })
  createEffect(() => {
    document.documentElement.lang = locale()
    document.title = words().product
  })
  onMount(async () => {
    const result = await api.session()
    setSession(result.ok ? { state: 'in', name: result.value.name } : { state: 'out' })
  })
  const operator = () => {
    const current = session()
    return current.state === 'in' ? current.name : null
  }
  return (
    <Switch>
      <Match when={operator()}>
        {(name) => <Overview operator={name()} onSignedOut={() => setSession({ state: 'out' })} />}
      </Match>
      <Match when={session().state === 'out'}>
        <SignIn onSignedIn={(name) => setSession({ state: 'in', name })} />
      </Match>
    </Switch>
  )
}
