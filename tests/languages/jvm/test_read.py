"""How calls of Segment's three SDKs for the JVM are read: every method, every overload, in both languages."""

from __future__ import annotations

import pytest

from jvm_calls import described, read_one
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.segment.calls import Track
from segment_to_amplitude.source.rewrite import Rewrite, render

REFUSED = [
    # what the options hold does not show
    ("kotlin", "android", 'analytics.track("A", null, o)', "", "Track event='A' unreadable=<o>"),
    # containers whose content does not show
    ("kotlin", "android", 'analytics.track("A", Properties().merge(other))', "", "properties-not-readable"),
    ("kotlin", "android", 'analytics.track("A", Properties().apply { fill(this) })', "", "properties-not-readable"),
    (
        "java",
        "android",
        'analytics.track("A", new Properties().putProducts(all));',
        "Properties.Product[] all",
        "properties-not-readable",
    ),
    # dates, which Segment's library writes in its own way
    (
        "kotlin",
        "android",
        "analytics.identify(Traits().putBirthday(born))",
        "",
        "traits-not-readable `birthday` is a date, which Segment's library sends in ISO 8601",
    ),
    (
        "java",
        "android",
        'analytics.track("A", new Properties().putValue("at", day));',
        "Date day",
        "properties-not-readable `at` is a date, which Segment's library sends in ISO 8601",
    ),
    # one argument that may be two things
    ("kotlin", "android", "analytics.identify(someone)", "", "argument-ambiguous `someone` may be an id or traits"),
    (
        "kotlin",
        "android",
        'analytics.screen("A", second)',
        "",
        "argument-ambiguous `second` may be a name or properties",
    ),
    ("kotlin", "kotlin", "analytics.track(*all)", "", "arguments-spread"),
    (
        "kotlin",
        "kotlin",
        'analytics.track("A", callback = f)',
        "",
        "argument-ambiguous arguments that the method does not take",
    ),
    # JSON and serialized classes, which Amplitude's SDK would send as objects of their own
    (
        "kotlin",
        "kotlin",
        'analytics.track("A", json)',
        "json: JsonObject",
        "properties-not-readable `json` is a JSON object, whose values are no plain ones",
    ),
    (
        "kotlin",
        "kotlin",
        'analytics.track("A", Order(1))',
        "",
        "properties-not-readable what `Order(1)` is does not show: it may be a JSON object or a serialized class",
    ),
    (
        "kotlin",
        "kotlin",
        'analytics.track("A", order)',
        "order: Order",
        "properties-not-readable `order` is a serialized `Order`",
    ),
    (
        "kotlin",
        "kotlin",
        'analytics.track("A", order, Order.serializer())',
        "order: Order",
        "properties-not-readable a serialized class",
    ),
    (
        "kotlin",
        "kotlin",
        'analytics.identify("u", user, User.serializer())',
        "user: User",
        "traits-not-readable a serialized class",
    ),
    (
        "kotlin",
        "kotlin",
        'analytics.track("A", buildJsonObject { put("k", json) })',
        "json: JsonElement",
        "properties-not-readable",
    ),
    ("kotlin", "kotlin", 'analytics.track("A", JsonObject(mapOf("k" to json)))', "", "properties-not-readable"),
    # enrichments
    ("kotlin", "kotlin", 'analytics.track("A") { it?.putInContext("k", v) }', "", "enrichment"),
    ("kotlin", "kotlin", 'analytics.track("A", mapOf("k" to 1), ::enrich)', "", "enrichment"),
    ("java", "kotlin", 'analytics.track("A", map, event -> change(event));', "Map<String, Object> map", "enrichment"),
    # messages that are not put together where they are sent
    ("java", "java", "analytics.enqueue(message);", "TrackMessage.Builder message", "message-not-readable `message`"),
    (
        "java",
        "java",
        'analytics.enqueue(TrackMessage.builder("A").anonymousId(id));',
        "UUID id",
        "message-not-readable `anonymousId` is a UUID",
    ),
    (
        "java",
        "java",
        'analytics.enqueue(TrackMessage.builder("A").userId("u").enableIntegration(k, true));',
        "",
        "integrations-not-readable",
    ),
    (
        "java",
        "java",
        'TrackMessage.Builder m = TrackMessage.builder("A");\n    if (b) m.userId("u");\n    analytics.enqueue(m);',
        "",
        "message-not-readable `m`",
    ),
]

ANDROID = [
    ("kotlin", 'analytics.track("A")', "", "Track event='A'"),
    ("java", 'Analytics.with(c).track("A");', "", "Track event='A'"),
    ("kotlin", 'analytics.track("A", null)', "", "Track event='A'"),
    ("kotlin", 'analytics.track("A", Properties())', "", "Track event='A'"),
    ("kotlin", 'analytics.track("A", Properties(4), null)', "", "Track event='A'"),
    (
        "java",
        'analytics.track(name, new Properties().putValue("k", v), null);',
        "String name",
        "Track event=<name> properties={k: <v>}",
    ),
    ("kotlin", 'analytics.track("A", properties)', "properties: Properties", "Track event='A' properties=<properties>"),
    ("kotlin", 'analytics.track("A", properties())', "", "Track event='A' properties=<properties()>"),
    ("kotlin", 'analytics.identify("u")', "", "Identify user_id='u'"),
    ("kotlin", "analytics.identify(user.id)", "", "Identify user_id=<user.id>"),
    ("java", "analytics.identify(traits);", "Traits traits", "Identify traits=<traits>"),
    ("kotlin", 'analytics.identify(Traits().putEmail("e"))', "", "Identify traits={email: 'e'}"),
    (
        "kotlin",
        'analytics.identify("u", Traits().putEmail(e).putName(null), null)',
        "e: String",
        "Identify user_id='u' traits={email: <e>}",
    ),
    ("java", 'analytics.identify("u", null, new Options());', "", "Identify user_id='u'"),
    ("kotlin", 'analytics.screen("A")', "", "Screen name='A'"),
    ("kotlin", 'analytics.screen("A", "B")', "", "Screen category='A' name='B'"),
    ("kotlin", 'analytics.screen("A", Properties().putUrl("u"))', "", "Screen name='A' properties={url: 'u'}"),
    ("java", 'analytics.screen("A", p);', "Properties p", "Screen name='A' properties=<p>"),
    (
        "kotlin",
        'analytics.screen("A", "B", Properties().putUrl("u"))',
        "",
        "Screen category='A' name='B' properties={url: 'u'}",
    ),
    ("java", 'analytics.screen("A", "B", p, null);', "Properties p", "Screen category='A' name='B' properties=<p>"),
    ("kotlin", 'analytics.group("g")', "", "Group group_id='g'"),
    ("kotlin", 'analytics.group("g", Traits().putEmployees(7))', "", "Group group_id='g' traits={employees: 7}"),
    (
        "java",
        'analytics.group("g", new Traits().putIndustry("i"), null);',
        "",
        "Group group_id='g' traits={industry: 'i'}",
    ),
    ("kotlin", 'analytics.alias("n")', "", "Alias new_id='n'"),
    (
        "java",
        'analytics.alias("n", new Options().setIntegration("All", false));',
        "",
        "Alias new_id='n' integrations={All: false}",
    ),
    ("kotlin", "analytics.reset()", "", "Reset"),
    ("kotlin", "analytics.logout()", "", "Reset"),
    ("kotlin", "analytics.flush()", "", "Flush closes=False"),
    ("java", "analytics.shutdown();", "", "Flush closes=True"),
    ("kotlin", "analytics.optOut(true)", "", "Enable on=False"),
    ("java", "analytics.optOut(refuses);", "boolean refuses", "Enable on=False value=<refuses>"),
    ("java", "analytics.getAnalyticsContext().traits().anonymousId();", "", "IdentityRead what=anonymousId"),
    ("java", "analytics.getAnalyticsContext().traits().userId();", "", "IdentityRead what=id"),
    ("java", "analytics.getAnalyticsContext().traits().email();", "", "IdentityRead what=traits"),
    ("java", "analytics.getAnalyticsContext().putDeviceToken(t);", "", "Other method=getAnalyticsContext"),
    ("java", 'analytics.onIntegrationReady("Amplitude", ready);', "", "Other method=onIntegrationReady"),
    (
        "kotlin",
        'analytics.track("A", null, Options().setIntegration("Amplitude", false).putContext("ip", ip))',
        "",
        "Track event='A' context={ip: <ip>} integrations={Amplitude: false}",
    ),
    (
        "java",
        'analytics.track("A", null, new Options().setIntegration(Options.ALL_INTEGRATIONS_KEY, false)\n'
        "      .setIntegration(Analytics.BundledIntegration.AMPLITUDE, true)\n"
        '      .setIntegrationOptions("Amplitude", Map.of("session_id", 7)));',
        "",
        "Track event='A' integrations={All: false, Amplitude: true, Amplitude: {session_id: 7}}",
    ),
    (
        "kotlin",
        'analytics.track("A", null, Options().apply { setIntegration("All", true) })',
        "",
        "Track event='A' integrations={All: true}",
    ),
    (
        "java",
        'Options o = new Options();\n    o.setIntegration("All", false);\n    analytics.track("A", null, o);',
        "",
        "Track event='A' integrations={All: false} holds o",
    ),
]

KOTLIN = [
    ("kotlin", 'analytics.track("A")', "", "Track event='A'"),
    ("kotlin", "analytics.track(name = event)", "event: String", "Track event=<event>"),
    ("kotlin", 'analytics.track(properties = mapOf("k" to 1), name = "A")', "", "Track event='A' properties={k: 1}"),
    ("kotlin", 'analytics.track("A", emptyJsonObject)', "", "Track event='A'"),
    ("kotlin", 'analytics.track("A", map)', "map: Map<String, Any>", "Track event='A' properties=<map>"),
    ("kotlin", 'analytics.track("A", mapOf("k" to 1)) { it }', "", "Track event='A' properties={k: 1}"),
    ("kotlin", 'analytics.track("A") { event -> event }', "", "Track event='A'"),
    ("kotlin", 'analytics.track("A", mapOf("k" to 1), enrichment = null)', "", "Track event='A' properties={k: 1}"),
    ("java", 'analytics.track("A", Map.of("k", 1));', "", "Track event='A' properties={k: 1}"),
    ("java", 'analytics.track("A", map, null);', "Map<String, Object> map", "Track event='A' properties=<map>"),
    ("kotlin", 'analytics.identify("u")', "", "Identify user_id='u'"),
    ("kotlin", "analytics.identify(userId = user)", "", "Identify user_id=<user>"),
    ("kotlin", 'analytics.identify("u", buildJsonObject { put("k", 1) })', "", "Identify user_id='u' traits={k: 1}"),
    ("kotlin", 'analytics.identify(buildJsonObject { put("k", 1) })', "", "Identify traits={k: 1}"),
    ("kotlin", 'analytics.identify(traits = mapOf("k" to 1))', "", "Identify traits={k: 1}"),
    ("kotlin", 'analytics.identify(mapOf("k" to 1)) { it }', "", "Identify traits={k: 1}"),
    ("kotlin", "analytics.identify(id)", "id: String?", "Identify user_id=<id>"),
    ("kotlin", 'analytics.screen("T")', "", "Screen name='T'"),
    ("kotlin", 'analytics.screen("T", mapOf("k" to 1))', "", "Screen name='T' properties={k: 1}"),
    ("kotlin", 'analytics.screen("T", emptyJsonObject, "C")', "", "Screen category='C' name='T'"),
    ("kotlin", 'analytics.screen(title = "T", category = "")', "", "Screen name='T'"),
    ("kotlin", 'analytics.group("g", mapOf("k" to 1))', "", "Group group_id='g' traits={k: 1}"),
    ("kotlin", "analytics.group(groupId = g)", "g: String", "Group group_id=<g>"),
    ("kotlin", 'analytics.alias("n")', "", "Alias new_id='n'"),
    ("kotlin", "analytics.alias(newId = n) { it }", "n: String", "Alias new_id=<n>"),
    ("kotlin", "analytics.reset()", "", "Reset"),
    ("kotlin", "analytics.flush()", "", "Flush closes=False"),
    ("kotlin", "analytics.shutdown(waitForTasks = true)", "", "Flush closes=True"),
    ("java", "analytics.setEnabled(false);", "", "Enable on=False"),
    ("java", "analytics.setEnabled(agrees);", "boolean agrees", "Enable on=True value=<agrees>"),
    ("kotlin", "analytics.anonymousId()", "", "IdentityRead what=anonymousId"),
    ("kotlin", "analytics.userId()", "", "IdentityRead what=id"),
    ("kotlin", "analytics.traits()", "", "IdentityRead what=traits"),
    ("kotlin", "analytics.add(plugin)", "", "Other method=add"),
    ("kotlin", "analytics.process(event)", "", "Other method=process"),
]

JAVA = [
    ("java", 'analytics.enqueue(TrackMessage.builder("A").userId("u"));', "", "Track event='A' user_id='u'"),
    (
        "java",
        'analytics.enqueue(TrackMessage.builder("A").anonymousId(a).properties(map));',
        "Map<String, Object> map",
        "Track event='A' properties=<map> anonymous_id=<a>",
    ),
    (
        "java",
        'analytics.enqueue(TrackMessage.builder("A").userId(u).timestamp(at).messageId("m").sentAt(at)\n'
        '      .context(Map.of("ip", ip)).enableIntegration("All", false)\n'
        '      .integrationOptions("Amplitude", Map.of("session_id", 7)));',
        "",
        "Track event='A' timestamp=<at> message_id='m' user_id=<u> context={ip: <ip>} integrations={All: "
        "false, Amplitude: {session_id: 7}} unknown=('sentAt',)",
    ),
    (
        "java",
        'analytics.enqueue(IdentifyMessage.builder().userId("u").traits(ImmutableMap.of("k", 1)));',
        "",
        "Identify user_id='u' traits={k: 1}",
    ),
    (
        "java",
        'analytics.enqueue(IdentifyMessage.builder().anonymousId("a").traits(traits));',
        "",
        "Identify traits=<traits> anonymous_id='a'",
    ),
    (
        "java",
        'analytics.enqueue(GroupMessage.builder("g").userId("u").traits(Collections.emptyMap()));',
        "",
        "Group group_id='g' user_id='u'",
    ),
    (
        "java",
        'analytics.enqueue(AliasMessage.builder("old").userId("new"));',
        "",
        "Alias new_id='new' previous_id='old'",
    ),
    (
        "java",
        'analytics.enqueue(PageMessage.builder("P").category("c").userId("u"));',
        "",
        "Page category='c' name='P' user_id='u'",
    ),
    (
        "java",
        'analytics.enqueue(ScreenMessage.builder("S").userId("u").properties(map));',
        "",
        "Screen name='S' properties=<map> user_id='u'",
    ),
    (
        "java",
        'boolean taken = analytics.offer(TrackMessage.builder("A").userId("u"));',
        "",
        "Track event='A' user_id='u'",
    ),
    ("java", "analytics.flush();", "", "Flush closes=False"),
    ("java", "analytics.shutdown();", "", "Flush closes=True"),
    (
        "kotlin",
        'analytics.enqueue(TrackMessage.builder("A").userId(u).properties(mapOf("k" to 1)))',
        "",
        "Track event='A' properties={k: 1} user_id=<u>",
    ),
    ("kotlin", 'analytics.enqueue(TrackMessage.builder("A").apply { userId(u) })', "", "Track event='A' user_id=<u>"),
    (
        "java",
        'TrackMessage.Builder m = TrackMessage.builder("A");\n    m.userId(u);\n    m = m.properties(map);\n'
        "    analytics.enqueue(m);",
        "",
        "Track event='A' properties=<map> user_id=<u> holds m",
    ),
    (
        "kotlin",
        'val message = TrackMessage.builder("A")\n    message.userId(u).anonymousId(a)\n    analytics.enqueue(message)',
        "",
        "Track event='A' user_id=<u> anonymous_id=<a> holds message",
    ),
]

PAYLOADS = [
    # analytics-android's containers
    (
        "kotlin",
        "android",
        "Properties().putRevenue(1.0).putValue(2.0).putCurrency(c).putPath(p).putReferrer(r).putTitle(t).putUrl(u)"
        ".putName(n).putCategory(a).putSku(s).putPrice(3.5).putProductId(i).putOrderId(o).putTotal(t).putSubtotal(s)"
        '.putShipping(h).putTax(x).putDiscount(d).putCoupon(q).putRepeatCustomer(true).putValue("k", 1)',
        "properties={revenue: 1.0, value: 2.0, currency: <c>, path: <p>, referrer: <r>, title: <t>, url: "
        "<u>, name: <n>, category: <a>, sku: <s>, price: 3.5, id: <i>, orderId: <o>, total: <t>, "
        "subtotal: <s>, shipping: <h>, tax: <x>, discount: <d>, coupon: <q>, repeat: true, k: 1}",
    ),
    (
        "kotlin",
        "android",
        'Properties().apply { putValue(K, 1); put("b", 2L); this["c"] = 3; this += "d" to 4 }',
        "properties={[K]: 1, b: 2, c: 3, d: 4}",
    ),
    ("kotlin", "android", 'Properties().also { it.putValue("a", 1).putPrice(2.0) }', "properties={a: 1, price: 2.0}"),
    ("kotlin", "android", 'Properties().also { p -> p["a"] = 1 }', "properties={a: 1}"),
    (
        "kotlin",
        "android",
        'Properties().apply { putAll(others); putAll(mapOf("a" to 1)) }',
        "properties={...<others>, a: 1}",
    ),
    ("kotlin", "android", 'Properties().putValue("a", 1).putValue("a", 2)', "properties={a: 1, a: 2}"),
    (
        "kotlin",
        "android",
        'Properties().putProducts(Properties.Product("i", "s", 2.0).putName("n"), Properties.Product(i, s, p))',
        "properties={products: [{id: 'i', sku: 's', price: 2.0, name: 'n'}, {id: <i>, sku: <s>, price: <p>}]}",
    ),
    (
        "java",
        "android",
        'new Properties().putProducts(new Properties.Product("i", "s", 2).putValue("k", 1))',
        "properties={products: [{id: 'i', sku: 's', price: 2, k: 1}]}",
    ),
    ("java", "android", 'new Properties() {{ putValue("a", 1); putPrice(2); }}', "properties={a: 1, price: 2}"),
    (
        "kotlin",
        "android",
        'Properties().putValue("inner", Properties().putPrice(1.0))',
        "properties={inner: {price: 1.0}}",
    ),
    (
        "kotlin",
        "android",
        'if (b) Properties().putValue("a", 1) else null',
        'properties=<if (b) Properties().putValue("a", 1) else null>',
    ),
    (
        "kotlin",
        "android",
        'Properties().putValue("k", if (b) JsonPrimitive(1) else null)',
        "properties={k: <if (b) JsonPrimitive(1) else null>}",
    ),
    # maps of the languages
    ("kotlin", "kotlin", 'mapOf("a" to b, Pair("k", 2), *more)', "properties={a: <b>, k: 2, ...<*more>}"),
    (
        "kotlin",
        "kotlin",
        'hashMapOf<String, Any>("a" to listOf(1, "x"), K to arrayOf(2))',
        "properties={a: [1, 'x'], [K]: [2]}",
    ),
    ("kotlin", "kotlin", 'buildMap { put("a", 1) }', "properties={a: 1}"),
    ("kotlin", "kotlin", 'linkedMapOf("a" to mapOf("b" to 1))', "properties={a: {b: 1}}"),
    ("java", "java", 'Map.of("a", 1, "b", x)', "properties={a: 1, b: <x>}"),
    ("java", "java", 'Map.ofEntries(entry("a", 1), Map.entry(K, 2))', "properties={a: 1, [K]: 2}"),
    (
        "java",
        "java",
        'ImmutableMap.<String, Object>builder().put("a", 1).put("b", 2).build()',
        "properties={a: 1, b: 2}",
    ),
    ("java", "java", 'Collections.singletonMap("a", List.of(1, 2))', "properties={a: [1, 2]}"),
    ("java", "java", 'new HashMap<String, Object>() {{ put("a", 1); put("b", null); }}', "properties={a: 1, b: null}"),
    ("java", "java", "new HashMap<>(map)", "properties={...<map>}"),
    # JSON
    (
        "kotlin",
        "kotlin",
        'buildJsonObject { put("k", 1); putJsonObject("o") { put("s", "t") }; putJsonArray("a") { add(1); '
        'addJsonObject { put("n", JsonNull) }; addJsonArray { add("x") } }; put("e", buildJsonArray { add(true) }) }',
        "properties={k: 1, o: {s: 't'}, a: [1, {n: null}, ['x']], e: [true]}",
    ),
    (
        "kotlin",
        "kotlin",
        'JsonObject(mapOf("a" to JsonPrimitive(x), "b" to JsonArray(listOf(JsonPrimitive(1)))))',
        "properties={a: <JsonPrimitive(x)>, b: [1]}",
    ),
    (
        "kotlin",
        "kotlin",
        'buildJsonObject { put("k", JsonPrimitive("s")); put("n", name) }',
        "properties={k: 's', n: <name>} assumed json-value-unchecked `n`",
    ),
    (
        "java",
        "kotlin",
        'Builders.buildJsonObject(o -> o.put("k", "v").putJsonObject("n", n -> n.put("x", 1)))',
        "properties={k: 'v', n: {x: 1}}",
    ),
    (
        "java",
        "kotlin",
        'Builders.buildJsonObject(o -> { o.put("k", "v"); o.putJsonArray("a", a -> a.add(1)); })',
        "properties={k: 'v', a: [1]}",
    ),
]

TRAITS = [
    (
        "kotlin",
        "Traits().putAddress(Traits.Address().putCity(c).putCountry(o).putPostalCode(p).putState(s).putStreet(t))"
        ".putAge(3).putAvatar(a).putCreatedAt(c).putDescription(d).putEmail(e).putEmployees(7).putFax(f)"
        ".putFirstName(n).putGender(g).putIndustry(i).putLastName(l).putName(m).putPhone(h).putTitle(t)"
        '.putUsername(u).putWebsite(w).putValue("k", 1)',
        "traits={address: {city: <c>, country: <o>, postalCode: <p>, state: <s>, street: <t>}, age: 3, "
        "avatar: <a>, createdAt: <c>, description: <d>, email: <e>, employees: 7, fax: <f>, firstName: "
        "<n>, gender: <g>, industry: <i>, lastName: <l>, name: <m>, phone: <h>, title: <t>, username: "
        "<u>, website: <w>, k: 1}",
    ),
    (
        "java",
        'new Traits().putAddress(new Traits.Address().putCity("c").putValue("k", 1))',
        "traits={address: {city: 'c', k: 1}}",
    ),
]

VARIABLES = [
    (
        "kotlin",
        "android",
        'val p = Properties()\n    p.putValue("a", f())\n    p["b"] = g()\n    analytics.track("A", p)',
        "Track event='A' properties={a: <f()>, b: <g()>} holds p",
    ),
    (
        "java",
        "android",
        'Properties p = new Properties();\n    p.putPrice(1);\n    analytics.track("A", p);',
        "Track event='A' properties={price: 1} holds p",
    ),
    (
        "kotlin",
        "kotlin",
        'val p = buildJsonObject { put("a", 1) }\n    analytics.track("A", p)',
        "Track event='A' properties={a: 1} holds p",
    ),
    # other statements in between: only what is the same at any place may be written later
    (
        "kotlin",
        "android",
        'val p = Properties().putValue("a", 1)\n    other()\n    analytics.track("A", p)',
        "Track event='A' properties={a: 1} holds p",
    ),
    (
        "kotlin",
        "android",
        'val p = Properties().putValue("a", x)\n    other()\n    analytics.track("A", p)',
        "Track event='A' properties=<p>",
    ),
    # filled under a condition, named once more, or filled in a way that does not show
    (
        "kotlin",
        "android",
        'val p = Properties()\n    if (b) p.putPrice(1.0)\n    analytics.track("A", p)',
        "Track event='A' properties=<p>",
    ),
    (
        "kotlin",
        "android",
        'val p = Properties()\n    analytics.track("A", p)\n    keep(p)',
        "Track event='A' properties=<p>",
    ),
    (
        "kotlin",
        "android",
        'val p = Properties()\n    fill(p)\n    analytics.track("A", p)',
        "Track event='A' properties=<p>",
    ),
    (
        "kotlin",
        "android",
        'val p = Properties()\n    // a remark\n    analytics.track("$p", p)',
        'Track event=<"$p"> properties=<p>',
    ),
    # a map of the language's stays, with what it holds known
    (
        "java",
        "java",
        'Map<String, Object> m = new HashMap<>();\n    m.put("a", 1);\n'
        '    analytics.enqueue(TrackMessage.builder("A").userId("u").properties(m));',
        "Track event='A' properties={a: 1} user_id='u'",
    ),
    (
        "java",
        "java",
        'Map<String, Object> m = new HashMap<>();\n    m.put("a", f());\n'
        '    analytics.enqueue(TrackMessage.builder("A").userId("u").properties(m));',
        "Track event='A' properties=<m> user_id='u'",
    ),
    # a JSON object that a block with conditions puts together becomes a map where it is declared
    (
        "kotlin",
        "kotlin",
        'val p = buildJsonObject { if (b) put("a", 1) }\n    other()\n    analytics.track("A", p)',
        "Track event='A' properties=<p> edits 1",
    ),
    (
        "kotlin",
        "kotlin",
        'val p: JsonObject = buildJsonObject { if (b) put("a", 1) }\n    analytics.track("A", p)',
        "Track event='A' properties=<p> edits 2",
    ),
    (
        "kotlin",
        "kotlin",
        'val p = buildJsonObject { if (b) put("a", 1) }\n    analytics.track("A", p)\n    keep(p)',
        "properties-not-readable `p` is a JSON object, whose values are no plain ones",
    ),
]

TEXTS = [
    ("kotlin", r'"a\t\"\u0041\$x"', "'a\\t\"A$x'"),
    ("kotlin", '"""a\\n b"""', "'a\\\\n b'"),
    ("kotlin", '"a" + "b"', "'ab'"),
    ("kotlin", '"5 $"', "'5 $'"),
    ("kotlin", '"a $x"', '<"a $x">'),
    ("kotlin", '"a ${x.y}"', '<"a ${x.y}">'),
    ("kotlin", '"""a $x"""', '<"""a $x""">'),
    ("java", r'"a\t\"\u0041\101"', "'a\\t\"AA'"),
    ("java", '"""\n      a\n        b \\\n      c\n      """', "'a\\n  b c\\n'"),
    ("java", '"a $x"', "'a $x'"),
    ("java", '"a " + x', '<"a " + x>'),
]


@pytest.mark.parametrize(("language", "sdk", "statements", "parameters", "reason"), REFUSED)
def test_left_alone(language: str, sdk: str, statements: str, parameters: str, reason: str) -> None:
    assert described(*read_one(language, statements, sdk, parameters)) == reason


@pytest.mark.parametrize(("language", "statements", "parameters", "call"), ANDROID)
def test_analytics_android(language: str, statements: str, parameters: str, call: str) -> None:
    assert described(*read_one(language, statements, "android", parameters)) == call


@pytest.mark.parametrize(("language", "statements", "parameters", "call"), KOTLIN)
def test_analytics_kotlin(language: str, statements: str, parameters: str, call: str) -> None:
    assert described(*read_one(language, statements, "kotlin", parameters)) == call


@pytest.mark.parametrize(("language", "statements", "parameters", "call"), JAVA)
def test_analytics_java(language: str, statements: str, parameters: str, call: str) -> None:
    assert described(*read_one(language, statements, "java", parameters)) == call


@pytest.mark.parametrize(("language", "sdk", "payload", "call"), PAYLOADS)
def test_payloads(language: str, sdk: str, payload: str, call: str) -> None:
    end = ";" if language == "java" else ""
    if sdk == "java":
        statements = f'analytics.enqueue(TrackMessage.builder("A").properties({payload})){end}'
    else:
        statements = f'analytics.track("A", {payload}){end}'
    assert described(*read_one(language, statements, sdk)) == f"Track event='A' {call}"


@pytest.mark.parametrize(("language", "traits", "call"), TRAITS)
def test_traits(language: str, traits: str, call: str) -> None:
    end = ";" if language == "java" else ""
    read = described(*read_one(language, f'analytics.group("g", {traits}){end}', "android"))
    assert read == f"Group group_id='g' {call}"


@pytest.mark.parametrize(("language", "sdk", "statements", "call"), VARIABLES)
def test_variables(language: str, sdk: str, statements: str, call: str) -> None:
    assert described(*read_one(language, statements, sdk)) == call


@pytest.mark.parametrize(("language", "text", "event"), TEXTS)
def test_texts(language: str, text: str, event: str) -> None:
    end = ";" if language == "java" else ""
    read = described(*read_one(language, f"analytics.track({text}){end}", "android"))
    assert read == f"Track event={event}"


BLOCKS = [
    # what the block does to the container does not show
    ("android", "Properties().apply { if (b) fill(this) }", None),
    ("android", "Properties().apply { other.apply { putPrice(x) } }", None),
    ("android", "Properties().also { if (b) keep(it) }", None),
    ("android", "Properties().apply { if (b) putBirthday(x) }", None),
    ("kotlin", 'buildJsonObject { if (b) put("k", element) }', None),
    ("kotlin", 'buildJsonObject { if (b) this.put("k", 1) }', None),
    # plain maps that are filled by the same statements
    (
        "android",
        'Properties().apply { putValue("a", 1); if (b) putPrice(x) else this["c"] = 3 }',
        'mutableMapOf<String, Any?>().apply { put("a", 1); if (b) put("price", x) else this["c"] = 3 }',
    ),
    (
        "android",
        "Properties().apply { for (one in all) put(one.key, one.value) }",
        "mutableMapOf<String, Any?>().apply { for (one in all) put(one.key, one.value) }",
    ),
    (
        "android",
        "Properties().also { p -> name?.let { p.putName(it) } }",
        'mutableMapOf<String, Any?>().also { p -> name?.let { p.put("name", it) } }',
    ),
    (
        "kotlin",
        'buildJsonObject { if (b) put("k", 1) else put("n", 2) }',
        'buildMap<String, Any?> { if (b) put("k", 1) else put("n", 2) }',
    ),
    (
        "kotlin",
        'buildJsonObject { putJsonObject("o") { if (b) put("s", "t") }; put("e", 1) }',
        'buildMap<String, Any?> { put("o", buildMap<String, Any?> { if (b) put("s", "t") }); put("e", 1) }',
    ),
    (
        "kotlin",
        'buildJsonObject { putJsonArray("a") { all.forEach { addJsonObject { put("n", it) } } } }',
        'buildMap<String, Any?> { put("a", buildList<Any?> { all.forEach { add(buildMap<String, Any?> { put("n", it) })'
        " } }) }",
    ),
]


@pytest.mark.parametrize(("sdk", "payload", "after"), BLOCKS)
def test_blocks_with_conditions(sdk: str, payload: str, after: str | None) -> None:
    site, read = read_one("kotlin", f'analytics.track("A", {payload})', sdk, "element: JsonElement")
    if after is None:
        assert read.refusal == Reason("properties-not-readable")
        return
    assert isinstance(read.call, Track)
    assert read.call.properties is not None
    rewrites = [one for one in read.values.shape(read.call.properties).nested if isinstance(one, Rewrite)]
    assert render(read.call.properties.span, rewrites, site.program.data).decode() == after


@pytest.mark.parametrize(
    ("language", "parameters", "value", "flags"),
    [
        ("kotlin", "", "1L", "number"),
        ("kotlin", "", "x", "unfit"),
        ("kotlin", "x: String", "x", "text"),
        ("kotlin", "x: String?", "x", "null unfit"),
        ("kotlin", "x: String?", "x!!", "text"),
        ("kotlin", "x: String?", 'x ?: "a"', ""),
        ("kotlin", "x: String?", "x?.length", "null unfit"),
        ("kotlin", "x: Int", "x", "number"),
        ("kotlin", "", '"a $x"', "text"),
        ("kotlin", "", '"a ${f()}"', "text acts"),
        ("kotlin", "", "a.b.c", "unfit"),
        ("kotlin", "", "f()", "unfit acts"),
        ("kotlin", "", "i++", "acts"),
        ("kotlin", "", "a == b", ""),
        ("kotlin", "", "null", "null"),
        ("java", "", "1.5f", "number"),
        ("java", "int x", "x", "number"),
        ("java", "Integer x", "x", "number unfit"),
        ("java", "String x", "x", "text unfit"),
        ("java", "", '"a" + f()', "text acts"),
        ("java", "", "user.getName()", "unfit"),
        ("java", "", "(int) x", ""),
    ],
)
def test_what_shows_of_values(language: str, parameters: str, value: str, flags: str) -> None:
    properties = f'Properties().putValue("k", {value})'
    statements = (
        f'analytics.track("A", {properties})' if language == "kotlin" else (f'analytics.track("A", new {properties});')
    )
    _, read = read_one(language, statements, "android", parameters)
    assert isinstance(read.call, Track)
    assert read.call.properties is not None
    found = read.call.properties.entries[0].value
    shown = {
        "text": found.is_text, "number": found.is_number, "null": found.may_be_null, "unfit": not found.fits_identify,
        "acts": not found.is_plain,
    }  # fmt: skip
    assert " ".join(name for name, is_so in shown.items() if is_so) == flags
