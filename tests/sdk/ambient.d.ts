// Just enough of the frameworks that fixtures mention in passing. The analytics SDKs, React and Vue are the real ones.

declare module "*.vue" {
  import type { DefineComponent } from "vue";
  const component: DefineComponent<object, object, any>;
  export default component;
}
declare module "*.css";
declare module "*.svg" {
  const url: string;
  export default url;
}

interface ImportMetaEnv {
  readonly [name: string]: string | undefined;
}
interface ImportMeta {
  readonly env: ImportMetaEnv;
}

declare module "vitest" {
  type Factory = (importOriginal: <T = any>() => Promise<T>) => unknown;
  export const vi: {
    fn: typeof jest.fn;
    spyOn: typeof jest.spyOn;
    mocked: typeof jest.mocked;
    mock(path: string | Promise<unknown>, factory?: Factory): void;
    doMock(path: string, factory?: Factory): void;
    unmock(path: string): void;
    hoisted<T>(factory: () => T): T;
    importActual<T = any>(path: string): Promise<T>;
    stubGlobal(name: string, value: unknown): void;
    stubEnv(name: string, value: string): void;
    clearAllMocks(): void;
    resetAllMocks(): void;
    restoreAllMocks(): void;
    useFakeTimers(): void;
    useRealTimers(): void;
  };
  export const describe: jest.Describe;
  export const it: jest.It;
  export const test: jest.It;
  export const expect: jest.Expect;
  export const beforeEach: jest.Lifecycle;
  export const afterEach: jest.Lifecycle;
  export const beforeAll: jest.Lifecycle;
  export const afterAll: jest.Lifecycle;
  export type Mock<F extends (...args: any[]) => any = any> = jest.Mock<ReturnType<F>, Parameters<F>>;
}

declare module "next/router" {
  export function useRouter(): {
    asPath: string;
    pathname: string;
    query: Record<string, string | string[] | undefined>;
    push(url: string): Promise<boolean>;
    events: { on(type: string, listener: (...args: any[]) => void): void; off(type: string, listener: (...args: any[]) => void): void };
  };
}
declare module "next/navigation" {
  export function usePathname(): string;
  export function useSearchParams(): URLSearchParams;
  export function useRouter(): { push(url: string): void; replace(url: string): void };
}
declare module "next/app" {
  import type { ComponentType } from "react";
  export interface AppProps<P = any> {
    Component: ComponentType<P>;
    pageProps: P;
  }
}
declare module "next/script" {
  import type { FC, ReactNode } from "react";
  const Script: FC<{
    id?: string;
    src?: string;
    strategy?: string;
    children?: ReactNode;
    onLoad?: () => void;
    dangerouslySetInnerHTML?: { __html: string };
  }>;
  export default Script;
}
declare module "next" {
  export type NextApiRequest = { body: any; query: Record<string, string | string[] | undefined>; headers: Record<string, string | undefined> };
  export type NextApiResponse = { status(code: number): NextApiResponse; json(body: unknown): void; end(): void };
}
declare module "react-router-dom" {
  export function useLocation(): { pathname: string; search: string; hash: string };
  export function useNavigate(): (to: string) => void;
}
declare module "lodash" {
  export function debounce<F extends (...args: any[]) => any>(fn: F, wait?: number): F;
  export function throttle<F extends (...args: any[]) => any>(fn: F, wait?: number): F;
}
declare module "lodash/debounce" {
  export { debounce as default } from "lodash";
}
declare module "express" {
  export interface Request {
    body: any;
    params: Record<string, string>;
    user?: any;
  }
  export interface Response {
    status(code: number): this;
    json(body: unknown): this;
    send(body?: unknown): this;
    sendStatus(code: number): this;
  }
  type Handler = (req: Request, res: Response, next: (error?: unknown) => void) => unknown;
  interface App {
    get(path: string, ...handlers: Handler[]): this;
    post(path: string, ...handlers: Handler[]): this;
    use(...handlers: Handler[]): this;
    listen(port: number, ready?: () => void): { close(done?: () => void): void };
  }
  function express(): App;
  namespace express {
    function json(): Handler;
    function Router(): App;
  }
  export default express;
}
declare module "@angular/core" {
  export function Injectable(options?: { providedIn?: string }): ClassDecorator;
  export function Component(options: { selector?: string; template?: string }): ClassDecorator;
  export function Inject(token: unknown): (target: object, key: string | symbol | undefined, index: number) => void;
  export class InjectionToken<T> {
    constructor(description: string, options?: { providedIn?: string; factory: () => T });
    readonly type?: T;
  }
}
declare module "@nestjs/common" {
  export function Injectable(): ClassDecorator;
  export function Module(options: object): ClassDecorator;
  export function Inject(token?: unknown): (target: object, key: string | symbol | undefined, index?: number) => void;
}

declare module "react-native" {
  import type { FC, PropsWithChildren } from "react";
  type Press = { onPress?: () => void; title?: string; style?: unknown };
  export type AppStateStatus = "active" | "background" | "inactive" | "unknown" | "extension";
  export interface NativeModule {
    addListener(type: string): void;
    removeListeners(count: number): void;
  }
  export const NativeModules: Record<string, any>;
  export const AppState: {
    currentState: AppStateStatus;
    addEventListener(type: string, listener: (state: AppStateStatus) => void): { remove(): void };
  };
  export const Platform: { OS: "ios" | "android" | "web"; Version: number | string; select<T>(of: Record<string, T>): T };
  export const View: FC<PropsWithChildren<{ style?: unknown }>>;
  export const Text: FC<PropsWithChildren<{ style?: unknown }>>;
  export const Button: FC<Press>;
  export const Pressable: FC<PropsWithChildren<Press>>;
  export const TouchableOpacity: FC<PropsWithChildren<Press>>;
  export const ScrollView: FC<PropsWithChildren<{ style?: unknown }>>;
  export const StyleSheet: { create<T>(styles: T): T };
}
declare module "@react-navigation/native" {
  import type { FC, PropsWithChildren } from "react";
  export function useNavigation(): { navigate(name: string, params?: object): void };
  export function useNavigationContainerRef(): { getCurrentRoute(): { name: string; params?: object } | undefined };
  export const NavigationContainer: FC<PropsWithChildren<{ ref?: unknown; onReady?: () => void; onStateChange?: () => void }>>;
}

// Look-alikes: what they export is of no matter, only that it is not Segment's.
declare module "@rudderstack/*";
declare module "@jitsu/*";
declare module "@customerio/*";
declare module "@june-so/*";
declare module "@analytics/*";
declare module "analytics";
declare module "@vercel/analytics";
declare module "@vercel/analytics/*";
declare module "firebase/analytics";
declare module "mixpanel-browser";
declare module "posthog-js";
declare module "use-analytics";
