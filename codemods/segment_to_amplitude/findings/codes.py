"""The catalogue of codes: what each finding means, and what a person does about it."""

from __future__ import annotations

from dataclasses import dataclass

from segment_to_amplitude.findings.finding import Applicability


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of the catalogue."""

    name: str
    applicability: Applicability
    title: str
    explanation: str
    advice: str


SAFE, REVIEW, MANUAL, IGNORED = (
    Applicability.SAFE,
    Applicability.REVIEW,
    Applicability.MANUAL,
    Applicability.IGNORED,
)

_ALL = (
    # --- safe ---
    Code(
        "rule-applied",
        SAFE,
        "an own rule rewrites this",
        "A pattern rule of the project matches here, and its fix stands in the place of the match.",
        "Nothing to do.",
    ),
    Code(
        "event-renamed",
        SAFE,
        "an own rule renames the event",
        "A rule of the project gives this event another name; the finding says which, and both names stand in "
        "the inventory.",
        "Nothing to do; charts and cohorts in Amplitude ask for the new name.",
    ),
    Code(
        "event-dropped",
        SAFE,
        "an own rule drops the event",
        "A rule of the project says that this event is not to be sent any more, so the call goes.",
        "Nothing to do.",
    ),
    Code(
        "property-renamed",
        SAFE,
        "an own rule renames a property",
        "A rule of the project gives properties or traits of this call other names.",
        "Nothing to do; charts and cohorts in Amplitude ask for the new name.",
    ),
    Code(
        "property-dropped",
        SAFE,
        "an own rule drops a property",
        "A rule of the project says that properties or traits of this call are not to be sent any more.",
        "Nothing to do.",
    ),
    Code(
        "same-meaning",
        SAFE,
        "the Amplitude calls mean the same",
        "The Segment call is replaced by Amplitude calls that send what Segment's own Amplitude destination sent.",
        "Nothing to do.",
    ),
    Code(
        "import-replaced",
        SAFE,
        "Segment's import gives way to Amplitude's",
        "Nothing in the file uses the Segment package any more, so its import is replaced.",
        "Nothing to do.",
    ),
    Code(
        "client-renamed",
        SAFE,
        "the client is named after Amplitude",
        "A name that carries Segment's and holds the client is renamed here as it is everywhere else.",
        'Nothing to do; `names.client = "keep"` leaves every name as it is.',
    ),
    Code(
        "client-handed-on",
        SAFE,
        "the client is handed on",
        "The client is stored, passed or returned here; the Amplitude client takes its place.",
        "Nothing to do.",
    ),
    Code(
        "guard-follows",
        SAFE,
        "a check on the client follows it",
        "A condition asks whether the client is there; it now asks for the Amplitude client.",
        "Nothing to do.",
    ),
    Code(
        "type-follows",
        SAFE,
        "the type of the client follows it",
        "A type of the Segment package is replaced by the Amplitude client's type.",
        "Nothing to do.",
    ),
    Code(
        "dependency-replaced",
        SAFE,
        "the dependency is replaced",
        "Nothing in the package uses the Segment dependency any more; Amplitude's takes its place.",
        "Install, so that the lock file follows.",
    ),
    Code(
        "shrinker-rule-gone",
        SAFE,
        "a rule for Segment's classes goes",
        "R8 and ProGuard need no rule for classes that are not there any more; Amplitude's artifacts bring their own.",
        "Nothing to do.",
    ),
    # --- review ---
    Code(
        "wrapper-review",
        REVIEW,
        "an own rule says that this is a Segment call, for review",
        "A rule of the project says which Segment call this is and asks for a look; it is migrated like any other.",
        "Look whether the call means here what the rule says.",
    ),
    Code(
        "wrapper-import-gone",
        REVIEW,
        "the import of an own wrapper goes with its last call",
        "A rule of the project says that the function is a Segment call; all its calls in this file are "
        "Amplitude calls now.",
        "If loading that module started the SDK, see that Amplitude is initialised elsewhere.",
    ),
    Code(
        "wrapper-name-left",
        REVIEW,
        "a client by rule is used otherwise than by a call",
        "A rule of the project says that this is a Segment client. Its calls go to the Amplitude package; "
        "what else is done with it stays.",
        "Look whether the name is still needed.",
    ),
    Code(
        "rule-applied-review",
        REVIEW,
        "an own rule rewrites this, for review",
        "A pattern rule of the project matches here, and its fix stands in the place of the match; the rule "
        "asks for a look.",
        "Look whether the fix is right here.",
    ),
    Code(
        "rule-wins",
        REVIEW,
        "an own rule takes the place of the built-in rewrite",
        "A pattern rule of the project with order: before matches around this call; the built-in rewrite of "
        "it is not made.",
        "Look whether the rule says all that the built-in rewrite would have.",
    ),
    Code(
        "rule-overlaps",
        REVIEW,
        "an own rule loses to another rewrite",
        "A pattern rule of the project matches where another rewrite stands: the built-in one, unless the "
        "rule says order: before, or that of an earlier rule.",
        "Narrow the rule, put it before the other, or give it order: before.",
    ),
    Code(
        "hook-applied",
        REVIEW,
        "a Python hook says what the call becomes",
        "A hook of the user gave the Amplitude calls that stand here.",
        "Look whether they are right here.",
    ),
    Code(
        "event-renamed-review",
        REVIEW,
        "an own rule renames the event, for review",
        "A rule of the project gives this event another name and asks for a look.",
        "Look whether the new name is right here.",
    ),
    Code(
        "event-dropped-review",
        REVIEW,
        "an own rule drops the event, for review",
        "A rule of the project removes this event and asks for a look.",
        "Look whether nobody needs the event.",
    ),
    Code(
        "property-renamed-review",
        REVIEW,
        "an own rule renames a property, for review",
        "A rule of the project gives properties or traits of this call other names and asks for a look.",
        "Look whether the new names are right here.",
    ),
    Code(
        "property-dropped-review",
        REVIEW,
        "an own rule drops a property, for review",
        "A rule of the project removes properties or traits of this call and asks for a look.",
        "Look whether nobody needs them.",
    ),
    Code(
        "event-not-literal",
        REVIEW,
        "the name of the event only shows when the program runs",
        "A rule of the project renames or drops events, and which event this is does not stand in the call. "
        "It is sent under the name it has.",
        "Follow the name to where it is written and change it there if the rule means it.",
    ),
    Code(
        "names-not-literal",
        REVIEW,
        "names of properties only show when the program runs",
        "A rule of the project renames or drops properties or traits, and the names of these do not stand in "
        "the call. They are sent under the names they have.",
        "Follow the object to where it is made and change the names there if the rule means them.",
    ),
    Code(
        "rule-not-applied",
        REVIEW,
        "an own rule cannot be applied here",
        "A rule of the project speaks of this call, but its change would lose something or cannot be written "
        "in this form; the rest of the call is migrated.",
        "Make the change by hand.",
    ),
    Code(
        "api-key",
        REVIEW,
        "an Amplitude API key is needed",
        "Segment's write key is not an Amplitude API key. Environment variables are renamed; a literal key becomes a "
        "placeholder or the key of the settings. Automatic events that Segment did not send are switched off.",
        "Provide the API key of the Amplitude project that Segment fed, under the new name.",
    ),
    Code(
        "key-renamed",
        REVIEW,
        "the setting with the key gets another name",
        "The setting or variable of the environment that held Segment's write key is called after Amplitude's API key, "
        "here as where the client is made.",
        "Set it where the program is deployed: the name outside the code has to change with it.",
    ),
    Code(
        "init-options-not-readable",
        REVIEW,
        "options of the old client were not read",
        "The options are a variable or contain a spread, so nothing of them is carried over.",
        "Carry over by hand what Amplitude has a counterpart for.",
    ),
    Code(
        "init-options-dropped",
        REVIEW,
        "options of the old client have no counterpart",
        "The named options of the Segment client have no counterpart in Amplitude's SDK and are left out.",
        "Check that nothing relies on them.",
    ),
    Code(
        "custom-endpoint",
        REVIEW,
        "a custom endpoint is not carried over",
        "The Segment client sent to an address of its own, such as a proxy. It speaks Segment's protocol, so Amplitude "
        "cannot send there; without a setting its own servers get the events.",
        "Set `serverUrl` to a proxy of Amplitude's endpoint, or `init.server-zone` where the data belongs in Europe.",
    ),
    Code(
        "initial-pageview",
        REVIEW,
        "the page view at load becomes an event",
        "With `initialPageview` Segment's library sent one page call when it was loaded; the event is now tracked "
        "right after init.",
        "Check the event's name, and delete the event where the app tracks its first page itself.",
    ),
    Code(
        "plugin-rewritten",
        REVIEW,
        "a plugin becomes an Amplitude plugin",
        "The plugin or middleware only changes properties of events, so an Amplitude plugin does the same. It leaves "
        "alone what Segment never sent: identify events and the events of a session.",
        "Run it once and compare an event's properties.",
    ),
    Code(
        "lifecycle-events",
        REVIEW,
        "automatic events get other names",
        "Segment sent `Application Opened` and the like; Amplitude's SDK names them `[Amplitude] Application Opened`.",
        "Rename in Amplitude's Data, or track the old names from the app.",
    ),
    Code(
        "device-id-new",
        REVIEW,
        "Amplitude gives the app another device id",
        "Amplitude's SDK for Android begins with a random device id. Segment sent one of its own, so that people who "
        "are not signed in count as new users after the update.",
        "Give `Configuration` Segment's id as `deviceId`, and `setUserId` the stored user id, on the first start of "
        "the update only: `reset()` brings back an id that is configured.",
    ),
    Code(
        "client-reach",
        REVIEW,
        "the client is kept where the whole app reaches it",
        "`Analytics.with(…)` gave Segment's client anywhere. Amplitude has no such call, so its client is kept where "
        "Segment's was made, in the Application class, or in a small new class that makes it on the first call; the "
        "calls take it from there.",
        "Look whether the place runs before the first call, as it had to before, and whether the app has a better one.",
    ),
    Code(
        "result-type",
        REVIEW,
        "the result is of another type",
        "Segment's call gave a promise of its Context, Amplitude's one of a Result with event, code and message.",
        "Check that nobody reads the value.",
    ),
    Code(
        "callback-argument",
        REVIEW,
        "the callback gets another argument",
        "Segment handed its Context to the callback; Amplitude's promise gives a Result. A callback that is only named "
        "may take an argument.",
        "Check what the callback does with its argument.",
    ),
    Code(
        "revenue-on-event",
        REVIEW,
        "revenue is sent with the event",
        "Segment's Log Purchase put revenue on this event only. The fields are now event options, so that revenue "
        "charts go on.",
        "Check the amounts once in Amplitude; `revenue.events` names the events that carry revenue.",
    ),
    Code(
        "products-not-split",
        REVIEW,
        "no event for each product",
        "Segment's Log Purchase sent a `Product Purchased` event for each element of `products`. They are not sent any "
        "more; the array stays on the event.",
        "Send them from the app if charts rely on them.",
    ),
    Code(
        "revenue-call",
        REVIEW,
        "revenue is an event of its own",
        "The classic destination sent a separate revenue event; the SDK's revenue call does the same.",
        "Check the amounts once in Amplitude.",
    ),
    Code(
        "group-type-assumed",
        REVIEW,
        "the group type is assumed",
        "Segment's group has no type, Amplitude's needs one. Without `group.type` in the settings, the one that "
        "Segment's destination wrote is used.",
        "Set `group.type`, or `group.pattern` where the id holds the type.",
    ),
    Code(
        "page-unnamed",
        REVIEW,
        "a page without a name",
        "Segment's destination would have sent an event without a name; the setting's name is used.",
        "Set `page.unnamed`, or give the page a name.",
    ),
    Code(
        "page-events",
        REVIEW,
        "one page call was several events",
        "The classic destination sent one event for the category and one for the name.",
        "Delete the one that nobody looks at.",
    ),
    Code(
        "page-name-assumed",
        REVIEW,
        "the argument is taken for the page's name",
        "A lone variable may be a name or properties; its own name says that it is a name.",
        "Check that it is a string.",
    ),
    Code(
        "anonymous-id-per-call",
        REVIEW,
        "the anonymous id is set for one event",
        "Segment kept an anonymous id given with one call; Amplitude's event option counts for that event only.",
        "Call `setDeviceId` where it should last.",
    ),
    Code(
        "message-kept",
        REVIEW,
        "a message that is kept may be sent again",
        "Segment sends a copy of a builder, with an id of its own each time. Amplitude sends the event itself: sent "
        "again, it is dropped as a duplicate, and it says when it was made.",
        "Check that it is sent once; make a new event for each time otherwise.",
    ),
    Code(
        "id-when-made",
        REVIEW,
        "an event is made with one id, and gets another one later",
        "Amplitude's event refuses to be made without any id. Segment's builder did without one until it was sent.",
        "Check that the first id is never null; make the event where both are known otherwise.",
    ),
    Code(
        "id-read-earlier",
        REVIEW,
        "the id is read where the event is made",
        "Amplitude's event needs a user id or a device id when it is made, so what gives it moved up to there.",
        "Check that nothing in between changes it.",
    ),
    Code(
        "context-dropped",
        REVIEW,
        "parts of the context did not reach Amplitude",
        "The named parts have no field in Amplitude, or the SDK collects them by itself; they are left out.",
        "Send them as event properties if charts rely on them.",
    ),
    Code(
        "integrations-dropped",
        REVIEW,
        "other destinations were named",
        "The call says something to destinations other than Amplitude, which the SDK cannot route to.",
        "Check how those destinations are fed from now on.",
    ),
    Code(
        "user-id-read",
        REVIEW,
        "the user id is read",
        "`getUserId()` gives undefined where Segment gave null, and before init has finished.",
        "Check comparisons with null.",
    ),
    Code(
        "anonymous-id-read",
        REVIEW,
        "the device id takes the anonymous id's place",
        "`getDeviceId()` gives Amplitude's device id: the same value only after a hand-over of ids, and undefined "
        "before init has finished.",
        "Hand over ids at init, and check who receives the value.",
    ),
    Code(
        "user-id-stored",
        REVIEW,
        "the user id is stored",
        "Segment stored the id without sending anything; `setUserId` does the same.",
        "Check that no identify call follows from it.",
    ),
    Code(
        "alias-sets-user",
        REVIEW,
        "alias changes the user",
        "Segment's mobile alias also stores the new id; only that part has a counterpart.",
        "Merge the two users by the User Mapping API if they must be one.",
    ),
    Code(
        "alias-deleted",
        REVIEW,
        "alias is deleted as the settings say",
        "With the preset mappings, alias reached Amplitude nowhere.",
        "Nothing, unless the Map User action was in use.",
    ),
    Code(
        "close-is-flush",
        REVIEW,
        "closing is only flushing",
        "Amplitude's client has no close; flushing sends what is queued, and later calls are still taken.",
        "Check that nothing is sent after it.",
    ),
    Code(
        "join-is-shutdown",
        REVIEW,
        "joining is shutting down",
        "Segment's `join` ends the client's threads; Amplitude's `shutdown` sends what is queued and takes no events "
        "after it.",
        "Check that nothing is tracked after it.",
    ),
    Code(
        "flush-not-awaited",
        REVIEW,
        "flushing does not wait",
        "Segment's `flush` comes back when everything is sent. Amplitude's gives a list of futures at once.",
        "Wait for the futures where the process ends right after it; at a normal exit the SDK sends what is left.",
    ),
    Code(
        "timestamp-naive",
        REVIEW,
        "the time may lack a time zone",
        "Segment takes a time without a zone for UTC, or for local time when it is that of the call. `timestamp()` "
        "always takes it for local time.",
        "Nothing where the servers run in UTC, or where the time has a zone; else give it one.",
    ),
    Code(
        "properties-unchecked",
        REVIEW,
        "values that do not show",
        "Segment's library turns dates, decimals, sets and tuples into JSON. Amplitude's drops all properties of the "
        "event without a word when one of them is such a value, a UUID, a nested list or a list that holds None.",
        "Check what the named values hold; convert by `isoformat()`, `float()`, `list()` or `str()`.",
    ),
    Code(
        "json-value-unchecked",
        REVIEW,
        "values that may be JSON elements",
        "The properties were a JSON object and are now a map. What the named values are does not show: a string, a "
        "number or a truth is sent as before, but a `JsonElement` would reach Amplitude as an object it cannot read.",
        "Check their types; of a `JsonPrimitive` pass `content`, `int` or `boolean`.",
    ),
    Code(
        "empty-listener-removed",
        REVIEW,
        "a listener that does nothing is removed",
        "Amplitude's SDK reports errors to its logger instead of to listeners.",
        "Set `logLevel` if the log must stay silent.",
    ),
    Code(
        "error-listener-removed",
        REVIEW,
        "a listener that only logs errors is removed",
        "Amplitude's SDK writes its errors to the console by itself, at `logLevel` Warn and above.",
        "Give `loggerProvider` in the options of `init` if errors must go elsewhere.",
    ),
    Code(
        "flush-after-init",
        REVIEW,
        "flushing may come before init has finished",
        "Amplitude's Node SDK loses events that are flushed in the tick in which `init` was called.",
        "Wait for `amplitude.init(…).promise` before the first flush.",
    ),
    Code(
        "receiver-runs-twice",
        REVIEW,
        "the client is asked for twice",
        "One call became two, and the expression that gives the client is written twice.",
        "Keep the client in a variable if asking for it is dear.",
    ),
    Code(
        "method-reference",
        REVIEW,
        "a method is handed on uncalled",
        "The Amplitude method takes its place; what it will be called with does not show here.",
        "Check that it gets an event name and properties only.",
    ),
    Code(
        "loader-elsewhere",
        REVIEW,
        "the page must load Amplitude",
        "The global client is used here, but what loads it is not in the project.",
        "Load Amplitude where Segment's snippet was, before this code runs.",
    ),
    Code(
        "init-elsewhere",
        REVIEW,
        "Amplitude must be started",
        "The client is used here, but what starts it is not in the project.",
        "Start Amplitude's client (`amplitude.init`, `initializeApiKey`) where Segment's was set up.",
    ),
    Code(
        "snippet-replaced",
        REVIEW,
        "Amplitude's script takes the snippet's place",
        "The SDK is loaded by a script element before the code that uses it, and started by `amplitude.init`.",
        "Provide the API key; check the content security policy for the new host.",
    ),
    Code(
        "mock-rewritten",
        REVIEW,
        "a mock follows the client",
        "The test's stand-in for the Segment client now has the Amplitude calls that replaced Segment's.",
        "Run the test; expectations on arguments may need a change.",
    ),
    Code(
        "mock-follows",
        REVIEW,
        "a test's stand-in follows the client, its method is another",
        "The test names a method of the Segment client that Amplitude's lacks, or has with other arguments. The name "
        "of the client follows, so that one client is mocked; the rest is for a person.",
        "Write the expectation for the Amplitude calls that the code now makes; until then the test fails.",
    ),
    Code(
        "bridge-removed",
        REVIEW,
        "Segment's bridge to Amplitude goes",
        "The integration handed what Segment tracked to Amplitude's SDK on the device, which is called directly now.",
        "Check its settings in Segment: what they said of sessions, revenue or groups is for the code to say now.",
    ),
    Code(
        "provider-removed",
        REVIEW,
        "the provider is not needed",
        "Amplitude's React Native SDK has no provider; its elements become a fragment.",
        "Nothing, unless a test renders the provider.",
    ),
    Code(
        "type-assumed",
        REVIEW,
        "a payload type is replaced",
        "Segment's type for traits or properties has no counterpart; a plain record takes its place.",
        "Check that the code still compiles.",
    ),
    Code(
        "reset-after-events",
        REVIEW,
        "events just before reset",
        "Amplitude reads the ids of an event a moment after the call; an event in the same tick as reset goes out "
        "with the new ids.",
        "Call `amplitude.flush()` before `reset()` if the last event must belong to the old user.",
    ),
    Code(
        "id-after-events",
        REVIEW,
        "events just before the user id",
        "Amplitude reads the ids of an event a moment after the call; one in the same tick as `setUserId` goes out "
        "with the new id.",
        "Nothing where the user was anonymous, as Amplitude merges the two; else call `amplitude.flush()` in between.",
    ),
    Code(
        "user-id-may-be-missing",
        REVIEW,
        "the user id may be missing",
        "Segment keeps the stored id when none is given; Amplitude's `setUserId` forgets it.",
        "Call `setUserId` only when there is an id.",
    ),
    Code(
        "user-id-per-call",
        REVIEW,
        "the user id is set for one event",
        "Segment used a user id given with one call only while none was stored; Amplitude's option always counts.",
        "Check that the id is the current user's.",
    ),
    Code(
        "instance-name",
        REVIEW,
        "more than one client",
        "The project makes more than one client with the same SDK; instances that share an API key share their ids.",
        "Give `instanceName` in the options where they must be apart.",
    ),
    Code(
        "segment-stays",
        REVIEW,
        "Segment stays beside Amplitude",
        "Some calls of this client could not be moved, so Segment's client stays for them and Amplitude's is made "
        "beside it.",
        "Move or delete the calls that are left; then Segment's client can go.",
    ),
    # --- manual ---
    Code(
        "rule-refused",
        MANUAL,
        "an own rule is refused here",
        "What a pattern rule of the project would write does not parse, or matches the rule again without end. None of "
        "the project's patterns changes the file; the built-in rewrites do.",
        "Mend the rule's `fix`, or narrow the rule.",
    ),
    Code(
        "wrapper-unread",
        MANUAL,
        "a call is not of the form that its rule describes",
        "A rule of the project says that this function is a Segment call, but the arguments are others than "
        "the rule knows.",
        "Write a rule for this form, or change the call by hand.",
    ),
    Code(
        "wrapper-handed-on",
        MANUAL,
        "an own wrapper is handed on",
        "A rule of the project says that this function is a Segment call; here it is not called but given to "
        "something else.",
        "Change the place by hand, or leave the function as it is.",
    ),
    Code(
        "wrapper-manual",
        MANUAL,
        "an own rule leaves this call to a person",
        "A rule of the project says that this is a Segment call and that a person is to change it.",
        "Change the call by hand.",
    ),
    Code(
        "rule-reports",
        MANUAL,
        "an own rule reports this",
        "A pattern rule of the project without a change matches here.",
        "See what the rule says.",
    ),
    Code(
        "hook-refused",
        MANUAL,
        "a Python hook leaves the call",
        "A hook of the user refuses this call, or failed on it.",
        "See what the finding says; change the hook or the call.",
    ),
    Code(
        "event-name-missing",
        MANUAL,
        "no event name",
        "The call has no event name, or an empty one, which neither SDK sends.",
        "Give it a name or delete the call.",
    ),
    Code(
        "properties-not-readable",
        MANUAL,
        "the properties cannot be carried over",
        "The properties are no object, or a part of them would have to run twice.",
        "Rewrite the call by hand.",
    ),
    Code(
        "traits-not-readable",
        MANUAL,
        "the traits cannot be carried over",
        "A trait is of a kind that Amplitude's Identify drops without a word (null inside a value, booleans in an "
        "array), or would be evaluated another number of times.",
        "Rewrite the call by hand.",
    ),
    Code(
        "revenue-not-readable",
        MANUAL,
        "the revenue cannot be read",
        "This event carried revenue, and its properties do not show here.",
        "Add `{ revenue, price, quantity, productId, revenueType }` as event options by hand.",
    ),
    Code(
        "options-not-readable",
        MANUAL,
        "the options cannot be read",
        "The options argument is a variable or contains a spread: it may hold a timestamp, ids or a choice of "
        "destinations.",
        "Rewrite the call with Amplitude's event options.",
    ),
    Code(
        "context-not-readable",
        MANUAL,
        "the context cannot be read",
        "The context is a variable or contains a spread.",
        "Pass its fields as Amplitude's event options.",
    ),
    Code(
        "integrations-not-readable",
        MANUAL,
        "the choice of destinations cannot be read",
        "It does not show whether the call was for Amplitude.",
        "Rewrite the call if it was.",
    ),
    Code(
        "not-sent-to-amplitude",
        MANUAL,
        "the call was never sent to Amplitude",
        "Its `integrations` switch Amplitude off, so there is nothing to move.",
        "Send it to its destination by that vendor's own SDK, or delete it.",
    ),
    Code(
        "nothing-to-send",
        MANUAL,
        "the call says nothing",
        "There is neither an id nor a trait.",
        "Delete the call.",
    ),
    Code(
        "group-id-missing",
        MANUAL,
        "no group id",
        "Amplitude cannot read or change a group without its name.",
        "Name the group by hand.",
    ),
    Code(
        "group-id-runs-twice",
        MANUAL,
        "the group id would run twice",
        "The id is the result of a call and is needed twice.",
        "Keep it in a variable first.",
    ),
    Code(
        "options-run-twice",
        MANUAL,
        "a value would run twice",
        "One call becomes two, and a value of the properties or options is the result of a call that both need.",
        "Keep it in a variable first.",
    ),
    Code(
        "screen-unnamed",
        MANUAL,
        "a screen without a name",
        "There is no name to make an event of.",
        "Give the screen a name.",
    ),
    Code(
        "alias-left",
        MANUAL,
        "alias is left",
        "With the preset mappings alias reached Amplitude nowhere; anonymous and known users merge by themselves.",
        'Delete it, or set `alias.policy = "delete"`; use the User Mapping API where two known users must be one.',
    ),
    Code(
        "alias-usermap",
        MANUAL,
        "alias is for the User Mapping API",
        "Merging two known users is a call of a server to `/usermap`.",
        "Send `mapping=[{user_id, global_user_id}]` from a server.",
    ),
    Code(
        "traits-read",
        MANUAL,
        "traits are read",
        "Amplitude has no getter for user properties.",
        "Keep the traits in the app's own state.",
    ),
    Code(
        "id-cleared",
        MANUAL,
        "an id is cleared or computed",
        "Amplitude cannot clear the device id; `reset()` makes a new one.",
        "Call `amplitude.reset()` where a new identity is wanted.",
    ),
    Code(
        "reset-not-readable",
        MANUAL,
        "the kind of reset does not show",
        "The argument decides whether the anonymous id goes too.",
        "Call `reset()` or `setUserId(undefined)` accordingly.",
    ),
    Code(
        "listener",
        MANUAL,
        "a listener of the client",
        "Amplitude's clients have no events; a plugin sees each event instead.",
        "Add a plugin that calls the listener.",
    ),
    Code(
        "device-mode",
        MANUAL,
        "Segment feeds another vendor's SDK here",
        "Segment's client hands events to another vendor's SDK on the device. Without Segment nothing would reach it, "
        "so the client stays as it is, with all that goes through it.",
        "Call the other vendor's SDK directly, or connect it to Amplitude, then remove the integration and run again.",
    ),
    Code(
        "plugin-left",
        MANUAL,
        "a plugin is left",
        "The plugin or middleware does more than change properties of events, or does not show whole, so it cannot be "
        "shown to mean the same as a plugin of Amplitude's.",
        "Write it as an Amplitude plugin: `execute` gets each event and gives it back, or null to drop it.",
    ),
    Code(
        "no-counterpart",
        MANUAL,
        "no counterpart",
        "Amplitude's SDK has nothing that does this.",
        "See the suggestion, or delete the call.",
    ),
    Code(
        "arguments-spread",
        MANUAL,
        "the arguments are spread",
        "What is passed does not show.",
        "Write the arguments out.",
    ),
    Code(
        "argument-ambiguous",
        MANUAL,
        "the argument may be two things",
        "It may be an id or a name, or else an object.",
        "Write both arguments, or rewrite by hand.",
    ),
    Code(
        "message-not-readable",
        MANUAL,
        "the message cannot be read",
        "The message is a variable, or contains a spread or a method; or a builder of one goes where it cannot be "
        "followed, or is used in a way that an event cannot be.",
        "Write the message as one object or chain where it is sent, or rewrite by hand.",
    ),
    Code(
        "enrichment",
        MANUAL,
        "an enrichment closure",
        "The closure changes the event in a way that does not show.",
        "Add an enrichment plugin: `amplitude.add({ type: 'enrichment', execute })`.",
    ),
    Code(
        "node-callback",
        MANUAL,
        "a callback with error and context",
        "Amplitude's promise never rejects, so the error would never come.",
        "Use `.promise.then((result) => …)` and look at `result.code`.",
    ),
    Code(
        "flush-callback",
        MANUAL,
        "a callback after flushing",
        "Amplitude's flush gives a promise.",
        "Use `.promise.then(…)`.",
    ),
    Code(
        "callback-without-promise",
        MANUAL,
        "nothing to wait for",
        "The Amplitude call returns at once, so a callback has nothing to wait for.",
        "Call what should follow directly.",
    ),
    Code(
        "value-used",
        MANUAL,
        "the result is used in a way that cannot be kept",
        "One call becomes several, or one without a promise, and the value is used in an expression.",
        "Make it a statement of its own first.",
    ),
    Code(
        "user-id-missing",
        MANUAL,
        "the event has no id",
        "Amplitude's event needs a user id or a device id, and the message shows neither.",
        "Give the message its `userId` or `anonymousId` in the chain that is handed over.",
    ),
    Code(
        "comment-would-be-lost",
        MANUAL,
        "a comment has no place",
        "The new code has no place for a comment inside the call.",
        "Move the comment, or rewrite by hand.",
    ),
    Code(
        "method-not-at-hand",
        MANUAL,
        "the method is not at hand",
        "The call uses a destructured method, and the Amplitude call needs another one.",
        "Destructure that one too.",
    ),
    Code(
        "nested-reference",
        MANUAL,
        "another Segment call is inside",
        "A part that would be left out holds another reference to Segment.",
        "Move the inner call first.",
    ),
    Code(
        "method-left",
        MANUAL,
        "a method is handed on uncalled",
        "The Amplitude method takes other arguments.",
        "Wrap it in a function that makes the Amplitude calls.",
    ),
    Code(
        "member-assigned",
        MANUAL,
        "a method of the client is replaced",
        "The code puts its own function on the client.",
        "Put it on the Amplitude client where that still makes sense.",
    ),
    Code(
        "client-escapes",
        MANUAL,
        "the client goes where it cannot be followed",
        "Code outside the project, or a function that is not found, gets the client.",
        "Check what it calls, and pass it the Amplitude client.",
    ),
    Code(
        "reference-unclear",
        MANUAL,
        "a reference that is not understood",
        "The client is used in a way that the tool does not know.",
        "Rewrite it by hand.",
    ),
    Code(
        "client-kept",
        MANUAL,
        "Segment's client is kept",
        "Calls of this client could not be moved and it cannot be split in two here, or nothing of it could be moved, "
        "so all of it is left.",
        "Move the calls that are named as the reason; then run again.",
    ),
    Code(
        "write-key-not-set",
        MANUAL,
        "the write key is set nowhere",
        "The functions of Segment's Python module share one client, which gets its key from `write_key`. "
        "Nothing in the project sets it, so there is no place to make Amplitude's client.",
        "Make `amplitude = Amplitude(api_key)` in a module that all callers can import, and run again with the "
        "write key set there.",
    ),
    Code(
        "client-out-of-reach",
        MANUAL,
        "Amplitude's client cannot be imported here",
        "The client is made in one module, and this one is loaded before the client is there, "
        "so that an import would be circular, or has no name by which it could be imported.",
        "Move the creation of the client to a module of its own, or import it inside the function.",
    ),
    Code(
        "init-left",
        MANUAL,
        "the client is made in a way that is not understood",
        "The construction stands in an expression that has no place for the init call.",
        "Create the Amplitude client by hand; the calls can be moved once it is made in a statement.",
    ),
    Code(
        "init-not-awaited",
        MANUAL,
        "the client is started and flushed in one tick",
        "Amplitude's Node SDK loses events that are flushed in the tick in which `init` was called, and the function "
        "around it cannot wait.",
        "Make the function `async` and write `await client.init(…).promise`.",
    ),
    Code(
        "injected-by-class",
        MANUAL,
        "the client is injected by its class",
        "A framework finds what to inject by the class of the parameter; Amplitude's type is an interface, which "
        "does not exist at run time.",
        "Inject the client by a token of its own.",
    ),
    Code(
        "snippet-left",
        MANUAL,
        "the snippet was changed by hand",
        "Segment's snippet is not in the form that Segment gives out, so it is not replaced; calls on its global stay.",
        "Replace it by Amplitude's script and run again.",
    ),
    Code(
        "sdk-use",
        MANUAL,
        "a part of the SDK without a counterpart",
        "A class, function or type of the Segment package is used in a way that Amplitude has nothing for.",
        "Rewrite it by hand.",
    ),
    Code(
        "vendored-sdk",
        MANUAL,
        "a copy of Segment's SDK is among the project's files",
        "The folder holds the sources of Segment's SDK or of one of its integrations. They are counted once, "
        "and nothing in them is changed.",
        "Take the folder out of the project, and out of its targets, once nothing uses Segment any more.",
    ),
    Code(
        "segment-import-stays",
        MANUAL,
        "Segment's import stays",
        "Something in the file still uses the Segment package.",
        "Move what is left; the import goes on the next run.",
    ),
    Code(
        "mock-left",
        MANUAL,
        "a mock is left",
        "The stand-in for the Segment client is not of a plain shape.",
        "Mock `@amplitude/analytics-browser` with the calls that the code now makes.",
    ),
    Code(
        "not-proven",
        MANUAL,
        "may be Segment",
        "A global has the name and the methods of Segment's, but nothing in the project shows that it is.",
        "Name it under `segment.clients` in the settings if it is.",
    ),
    Code(
        "dependency-stays",
        MANUAL,
        "a dependency stays",
        "Segment's package, or one that fed another vendor through Segment, is still needed or has no counterpart.",
        "See the finding's message; delete it when its last use is gone.",
    ),
    Code(
        "lock-file",
        MANUAL,
        "a lock file names Segment",
        "Lock files are written by the package manager.",
        "Run the command that the finding names.",
    ),
    Code(
        "permission-to-add",
        REVIEW,
        "the dependency is replaced, and its permission to use the network may be missing",
        "The library of analytics-android asks for `android.permission.INTERNET` in a manifest of its own; Amplitude's "
        "asks for nothing, and no `AndroidManifest.xml` of the project names it. Without it nothing is sent.",
        'Add `<uses-permission android:name="android.permission.INTERNET" />` to the manifest of the app.',
    ),
    Code(
        "write-key-resource",
        MANUAL,
        "a resource holds Segment's write key",
        "`Analytics.with(context)` reads the key from the string resource `analytics_write_key`; Amplitude's client is "
        "given its key where it is made.",
        "Delete the resource when nothing uses Segment any more, or put Amplitude's API key there and hand it on.",
    ),
    Code(
        "left-for-review",
        MANUAL,
        "left because it needs a look",
        "With `--only-safe` nothing is rewritten that a person should look at.",
        "Run without `--only-safe`.",
    ),
    Code(
        "suppression-unused",
        REVIEW,
        "a suppression that suppresses nothing",
        "The comment asks to ignore a finding, and there is none of that code on its line.",
        "Delete the comment.",
    ),
    # --- ignored ---
    Code(
        "suppressed",
        IGNORED,
        "ignored on request",
        "A comment or the settings say that this reference is to be left alone.",
        "Nothing to do.",
    ),
)

CODES: dict[str, Code] = {code.name: code for code in _ALL}
