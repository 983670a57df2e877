"""What calls become in Kotlin and Java, and that it compiles against the real SDKs without a deprecated name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import dedent, indent

import pytest

from jvm_calls import is_client, sites, type_reader
from jvm_compile import Compiled, compile_jvm
from segment_to_amplitude.languages.jvm import segment_classes
from segment_to_amplitude.languages.jvm.call_rewrites import rewrite_call
from segment_to_amplitude.languages.jvm.call_site import CallSite
from segment_to_amplitude.languages.jvm.invocations import Invocation, invocation_of
from segment_to_amplitude.languages.jvm.program import Program
from segment_to_amplitude.languages.outcome import Outcome
from segment_to_amplitude.project.settings import Group, Settings
from segment_to_amplitude.source.edits import apply_edits
from segment_to_amplitude.source.rewrite import edits_of

SETTINGS = Settings(group=Group(type="account"))
CLASSES = {"android": "com.amplitude.android.Amplitude", "kotlin": "com.amplitude.android.Amplitude"}
SDK_METHODS = frozenset().union(*segment_classes.METHODS.values())


@dataclass(frozen=True)
class Row:
    """A call before and after; the statements of a function, or a whole file where it declares functions."""

    before: str
    after: str
    parameters: str = ""
    sdk: str = "android"
    reasons: str = ""
    imports: str = ""
    """What the text uses beside Amplitude's classes."""


def of(sdk: str, before: str, after: str, parameters: str = "", reasons: str = "", imports: str = "") -> Row:
    return Row(dedent(before).strip("\n"), dedent(after).strip("\n"), parameters, sdk, reasons, imports)


def kotlin(before: str, after: str, parameters: str = "", reasons: str = "", imports: str = "") -> Row:
    return of("kotlin", before, after, parameters, reasons, imports)


def android(before: str, after: str, parameters: str = "", reasons: str = "", imports: str = "") -> Row:
    return of("android", before, after, parameters, reasons, imports)


def java(before: str, after: str, parameters: str = "", reasons: str = "", imports: str = "") -> Row:
    return of("android", before, after, parameters, reasons, imports)


def server(before: str, after: str, parameters: str = "", reasons: str = "", imports: str = "") -> Row:
    return of("java", before, after, parameters, reasons, imports)


def source(row: Row, language: str, text: str) -> str:
    """The file that a text stands in."""
    if re.search(r"^(?:fun|class|interface|override) ", text, re.MULTILINE):
        return text + "\n"
    if language == "kotlin":
        return f"fun send({row.parameters}) {{\n{indent(text, '    ')}\n}}\n"
    return f"class App extends Base {{\n  void send({row.parameters}) {{\n{indent(text, '    ')}\n  }}\n}}\n"


def call_sites(path: str, text: str, sdk: str) -> list[CallSite]:
    """The calls on ``analytics``, and those on the receiver of a lambda that it is given to."""
    found = sites(path, text, sdk, SETTINGS)
    program = found[0].program if found else Program(path, text.encode())
    own = [one for one in found if one.invocation.name in SDK_METHODS]
    return own + [implicit_site(program, call, sdk) for call in implicit_calls(program)]


def implicit_calls(program: Program) -> Iterator[Invocation]:
    """The calls without a receiver in lambdas of ``analytics.apply`` and ``with(analytics)``."""
    for node in program.nodes:
        call = invocation_of(program, node)
        if call is not None and call.receiver is None and call.name in SDK_METHODS:
            around = [invocation_of(program, one) for one in program.ancestors(node)]
            if any(one is not None and one.trailing is not None and lends(program, one) for one in around):
                yield call


def lends(program: Program, call: Invocation) -> bool:
    """Tell whether a call makes the client the receiver of its lambda."""
    if call.name == "with":
        return program.text(call.arguments[0].value) == "analytics"
    return call.name in ("apply", "run") and is_client(program, call)


def implicit_site(program: Program, call: Invocation, sdk: str) -> CallSite:
    """A call whose client is not written."""
    return CallSite(program, call, sdk, None, SETTINGS, type_reader(program), lambda name: name.rpartition(".")[2])


def rewritten(path: str, text: str, sdk: str, width: int = 120) -> tuple[str, list[Outcome]]:
    """A text with all its calls rewritten, and what became of each."""
    outcomes = [rewrite_call(replace(site, width=width)) for site in call_sites(path, text, sdk)]
    rewrites = [rewrite for outcome in outcomes for rewrite in outcome.rewrites]
    data = text.encode()
    return apply_edits(data, edits_of(rewrites, data)).decode(), outcomes


def said(outcomes: list[Outcome]) -> str:
    """The reasons of all calls."""
    return ", ".join(f"{one.code} {one.detail}".strip() for outcome in outcomes for one in outcome.reasons)


KOTLIN = [
    android('analytics.track("A")', 'amplitude.track("A")'),
    android(
        'Analytics.with(context).track("A", Properties().putValue("k", v).putPrice(2.0))',
        'amplitude.track("A", mutableMapOf<String, Any?>("k" to v, "price" to 2.0))',
        "v: Int",
    ),
    android(
        """
        analytics.track("A", Properties()
            .putValue("k", v)
            .putRevenue(p))
        """,
        """
        amplitude.track("A", mutableMapOf<String, Any?>(
            "k" to v,
            "revenue" to p
        ))
        """,
        "v: Int, p: Double",
    ),
    android(
        """
        analytics.track(
            "A", // the event
            Properties() // what it says
                .putValue("k", v) // first
                // second
                .putCoupon("x" + v), // third
            null,
        )
        """,
        """
        amplitude.track(
            "A", // the event
            mutableMapOf<String, Any?>( // what it says
                "k" to v, // first
                // second
                "coupon" to "x" + v
            ), // third
        )
        """,
        "v: Int",
    ),
    android(
        'analytics.track("A", Properties().putValue("k", v ?: 1).putValue("b", v == 2))',
        'amplitude.track("A", mutableMapOf<String, Any?>("k" to (v ?: 1), "b" to (v == 2)))',
        "v: Int?",
    ),
    android(
        'analytics.track("A", Properties().apply { putValue("k", v); this["j"] = 1 })',
        'amplitude.track("A", mutableMapOf<String, Any?>("k" to v, "j" to 1))',
        "v: Int",
    ),
    android(
        'analytics.track("A", Properties().putProducts(Product("1", "s", 2.0).putName("n"), Product("2", "t", 3.0)))',
        """
        amplitude.track("A", mutableMapOf<String, Any?>(
            "products" to listOf(
                mapOf("id" to "1", "sku" to "s", "price" to 2.0, "name" to "n"),
                mapOf("id" to "2", "sku" to "t", "price" to 3.0)
            )
        ))
        """,
    ),
    android('analytics.track("A", Properties())', 'amplitude.track("A")'),
    android('analytics.track("A", mapOf("k" to v), null)', 'amplitude.track("A", mapOf("k" to v))', "v: Int"),
    android('analytics.track("A", p)', 'amplitude.track("A", p)', "p: Map<String, Any?>"),
    android('analytics?.track("A")', 'amplitude?.track("A")'),
    android(
        """
        analytics
            // often
            .track("A")
        """,
        """
        amplitude
            // often
            .track("A")
        """,
    ),
    android('analytics.screen("Home")', 'amplitude.track("Viewed Home")'),
    android(
        'analytics.screen(name, Properties().putValue("k", 1))',
        'amplitude.track("Viewed $name", mutableMapOf<String, Any?>("k" to 1))',
        "name: String",
    ),
    android(
        'analytics.screen(names[0])\nanalytics.screen("${names[1]}s")',
        'amplitude.track("Viewed ${names[0]}")\namplitude.track("Viewed ${names[1]}s")',
        "names: List<String>",
    ),
    android(
        'analytics.identify(id, Traits().putEmail("e").putName(name), null)',
        'amplitude.setUserId(id)\namplitude.identify(Identify().set("email", "e").set("name", name))',
        "id: String, name: String",
    ),
    android(
        """
        analytics?.identify(id, Traits()
            .putEmail("e") // by mail
            .putName(name), null)
        """,
        """
        amplitude?.setUserId(id)
        amplitude?.identify(Identify()
            .set("email", "e") // by mail
            .set("name", name))
        """,
        "id: String, name: String",
    ),
    android(
        "analytics.identify(id, Traits().putEmail(email).putAge(3), null)",
        'amplitude.setUserId(id)\namplitude.identify(mapOf("email" to email, "age" to 3))',
        "id: String, email: String?",
    ),
    android("analytics.identify(id)", "amplitude.setUserId(id)", "id: String"),
    android(
        "analytics.identify(id, traits, null)",
        "amplitude.setUserId(id)\namplitude.identify(traits)",
        "id: String, traits: Map<String, Any>",
    ),
    android(
        "analytics.identify(id, Traits().putName(name), null)",
        'id?.let { amplitude.setUserId(it) }\namplitude.identify(Identify().set("name", name))',
        "id: String?, name: String",
    ),
    android(
        'analytics.identify(Traits().putAddress(Traits.Address().putCity("x")))',
        'amplitude.identify(Identify().set("address", mapOf("city" to "x")))',
    ),
    android(
        'analytics.group("g", Traits().putName("x"))',
        'amplitude.setGroup("account", "g")\namplitude.groupIdentify("account", "g", Identify().set("name", "x"))',
    ),
    android('analytics.group("g")', 'amplitude.setGroup("account", "g")'),
    android("analytics.alias(id)", "amplitude.setUserId(id)", "id: String", "alias-sets-user"),
    android("analytics.reset()\nanalytics.flush()", "amplitude.reset()\namplitude.flush()"),
    android(
        "analytics.optOut(true)\nanalytics.optOut(!on)",
        "amplitude.configuration.optOut = true\namplitude.configuration.optOut = !on",
        "on: Boolean",
    ),
    android(
        'val id = analytics.getAnalyticsContext().traits().anonymousId() ?: "none"',
        'val id = amplitude.getDeviceId() ?: "none"',
        reasons="anonymous-id-read",
    ),
    android(
        'analytics.track("Order Completed", Properties().putRevenue(5.0))',
        """
        amplitude.track(
            "Order Completed",
            mutableMapOf<String, Any?>("revenue" to 5.0),
            EventOptions().apply { revenue = 5.0; revenueType = "Purchase" }
        )
        """,
        reasons="revenue-on-event",
    ),
    android(
        """
        analytics.track("Order Completed", Properties()
            .putRevenue(revenue)
            .putValue("price", price)
            .putValue("quantity", 2))
        """,
        """
        amplitude.track("Order Completed", mutableMapOf<String, Any?>(
            "revenue" to revenue,
            "price" to price,
            "quantity" to 2
        ), EventOptions().also { it.price = price.toDouble(); it.quantity = 2; it.revenue = revenue; """
        'it.revenueType = "Purchase" })',
        "revenue: Double, price: Int",
        "revenue-on-event",
    ),
    # Containers that are filled over statements.
    android(
        """
        val p = Properties()
        p.putValue("a", 1)
        p.putValue("b", Traits.Address().putCity("x")).putPrice(2.0)
        p["c"] = v
        analytics.track("A", p)
        """,
        """
        val p = mutableMapOf<String, Any?>()
        p["a"] = 1
        p["b"] = mapOf("city" to "x")
        p["price"] = 2.0
        p["c"] = v
        amplitude.track("A", p)
        """,
        "v: Int",
    ),
    android(
        """
        val p: Properties = Properties()
            .putValue("a", 1)
        p.apply {
            putPrice(3.0)
            put("z", v)
        }
        analytics.track("A", p)
        """,
        """
        val p: MutableMap<String, Any?> = mutableMapOf<String, Any?>(
            "a" to 1
        )
        p.apply {
            put("price", 3.0)
            put("z", v)
        }
        amplitude.track("A", p)
        """,
        "v: Int",
    ),
    android(
        'val t = Traits().putEmail("e")\nanalytics.identify("id", t, null)',
        'val t = mutableMapOf<String, Any?>("email" to "e")\namplitude.setUserId("id")\namplitude.identify(t)',
    ),
    # Places.
    android(
        """
        if (on) analytics.identify(id, Traits().putName("n"), null) else analytics.flush()
        """,
        """
        if (on) {
            amplitude.setUserId(id)
            amplitude.identify(Identify().set("name", "n"))
        } else amplitude.flush()
        """,
        "on: Boolean, id: String",
    ),
    android(
        """
        if (on)
            analytics.flush()
        else
            analytics.identify(id, Traits().putName("n"), null)
        """,
        """
        if (on)
            amplitude.flush()
        else {
            amplitude.setUserId(id)
            amplitude.identify(Identify().set("name", "n"))
        }
        """,
        "on: Boolean, id: String",
    ),
    android(
        """
        for (id in ids) analytics.identify(id, Traits().putName("n"), null)
        when (ids.size) {
            0 -> analytics.track("None")
            1 -> analytics.identify("x", Traits().putName("n"), null)
            else -> { analytics.flush() }
        }
        """,
        """
        for (id in ids) {
            amplitude.setUserId(id)
            amplitude.identify(Identify().set("name", "n"))
        }
        when (ids.size) {
            0 -> amplitude.track("None")
            1 -> {
                amplitude.setUserId("x")
                amplitude.identify(Identify().set("name", "n"))
            }
            else -> { amplitude.flush() }
        }
        """,
        "ids: List<String>",
    ),
    android(
        'ids.forEach { analytics.group(it, Traits().putName("n")) }',
        """
        ids.forEach {
            amplitude.setGroup("account", it)
            amplitude.groupIdentify("account", it, Identify().set("name", "n"))
        }
        """,
        "ids: List<String>",
    ),
    android(
        'ids.forEach { id -> analytics.identify(id, Traits().putName("n"), null) }',
        """
        ids.forEach { id ->
            amplitude.setUserId(id)
            amplitude.identify(Identify().set("name", "n"))
        }
        """,
        "ids: List<String>",
    ),
    android(
        """
        ids.forEach { analytics.identify(it, Traits()
            .putEmail("e")
            .putName(it), null) }
        """,
        """
        ids.forEach {
            amplitude.setUserId(it)
            amplitude.identify(mapOf(
                "email" to "e",
                "name" to it
            ))
        }
        """,
        "ids: List<String>",
    ),
    android(
        'analytics.track("A", Properties().apply { putAll(m); putValue("k", 1) })',
        'amplitude.track("A", m + mapOf<String, Any?>("k" to 1))',
        "m: Map<String, Any>",
    ),
    kotlin(
        'analytics.track("A", buildJsonObject { put("k", 1); if (on) put("j", 2) })',
        'amplitude.track("A", buildMap<String, Any?> { put("k", 1); if (on) put("j", 2) })',
        "on: Boolean",
    ),
    android(
        'fun String.seen() = analytics.track("A", Properties()\n    .putName(this))',
        'fun String.seen() {\n    amplitude.track("A", mutableMapOf<String, Any?>(\n        "name" to this\n    ))\n}',
    ),
    android(
        "ids.forEach { println(it); analytics.identify(it, t, null) }",
        "ids.forEach { println(it); amplitude.setUserId(it); amplitude.identify(t) }",
        "ids: List<String>, t: Map<String, Any>",
    ),
    android(
        'id?.let { println(it) } ?: analytics.track("A")',
        'id?.let { println(it) } ?: amplitude.track("A")',
        "id: String?",
    ),
    android(
        'id?.let { println(it) } ?: analytics.identify("x", t, null)',
        """
        id?.let { println(it) } ?: run {
            amplitude.setUserId("x")
            amplitude.identify(t)
        }
        """,
        "id: String?, t: Map<String, Any>",
    ),
    android(
        'val name = id ?: return analytics.track("A")\nprintln(name)',
        """
        val name = id ?: run {
            amplitude.track("A")
            return
        }
        println(name)
        """,
        "id: String?",
    ),
    android(
        'if (on) return analytics.track("A")\nanalytics.flush()',
        """
        if (on) {
            amplitude.track("A")
            return
        }
        amplitude.flush()
        """,
        "on: Boolean",
    ),
    android('return analytics.track("A")', 'amplitude.track("A")\nreturn'),
    android('fun f() = analytics.track("A")', 'fun f() { amplitude.track("A") }'),
    android('fun f(): Unit = analytics.track("A")', 'fun f(): Unit { amplitude.track("A") }'),
    android('fun f() =\n    analytics.track("A")', 'fun f() {\n    amplitude.track("A")\n}'),
    android(
        'fun f() { analytics.identify("x", Traits().putName("n"), null) }',
        'fun f() {\n    amplitude.setUserId("x")\n    amplitude.identify(Identify().set("name", "n"))\n}',
    ),
    android("fun f() = analytics.flush()", "fun f() = amplitude.flush()"),
    android(
        'fun f() = analytics.identify("x", Traits().putName("n"), null)',
        'fun f() {\n    amplitude.setUserId("x")\n    amplitude.identify(Identify().set("name", "n"))\n}',
    ),
    android("fun f() = analytics.optOut(true)", "fun f() { amplitude.configuration.optOut = true }"),
    android(
        'fun f(on: Boolean) = if (on) analytics.track("A") else analytics.track("B")',
        'fun f(on: Boolean) = if (on) amplitude.track("A") else amplitude.track("B")',
        reasons="result-type, result-type",
    ),
    android('val f = { analytics.track("A") }', 'val f = { amplitude.track("A") }', reasons="result-type"),
    android('val f: () -> Unit = { analytics.track("A") }', 'val f: () -> Unit = { amplitude.track("A") }'),
    android(
        'analytics.apply { track("A"); track("B", Properties().putValue("k", 1)) }',
        'analytics.apply { track("A"); track("B", mutableMapOf<String, Any?>("k" to 1)) }',
    ),
    android(
        'with(analytics) {\n    identify("x", Traits().putName("n"), null)\n    flush()\n}',
        'with(analytics) {\n    setUserId("x")\n    identify(Identify().set("name", "n"))\n    flush()\n}',
    ),
    android(
        """
        analytics.identify(
            "x",
            // never a name
            Traits().putEmail("e"),
            null
        )
        """,
        """
        // never a name
        amplitude.setUserId("x")
        amplitude.identify(Identify().set("email", "e"))
        """,
    ),
    # analytics-kotlin.
    kotlin(
        'analytics.track("A", buildJsonObject { put("k", v); putJsonArray("l") { add(1); add("b") } })',
        'amplitude.track("A", mutableMapOf<String, Any?>("k" to v, "l" to listOf(1, "b")))',
        "v: Int",
    ),
    kotlin(
        """
        analytics.track("A", buildJsonObject {
            put("k", JsonPrimitive(v)) // one
            // two
            putJsonObject("o") {
                put("a", true)
            }
            // three
        })
        """,
        """
        amplitude.track("A", mutableMapOf<String, Any?>(
            "k" to v, // one
            // two
            "o" to mapOf(
                "a" to true
            )
            // three
        ))
        """,
        "v: Int",
    ),
    kotlin(
        'analytics.track(name = "A", properties = buildJsonObject { put("k", v) }) { it }',
        'amplitude.track(eventType = "A", eventProperties = mutableMapOf<String, Any?>("k" to v))',
        "v: Int",
    ),
    kotlin(
        'analytics.track(properties = mapOf("k" to 1), name = "A")',
        'amplitude.track(eventProperties = mapOf("k" to 1), eventType = "A")',
    ),
    kotlin('analytics.track("A", emptyJsonObject)', 'amplitude.track("A")'),
    kotlin(
        'analytics.track("A", JsonObject(mapOf("k" to JsonPrimitive(v))))',
        'amplitude.track("A", mutableMapOf<String, Any?>("k" to v))',
        "v: Int",
    ),
    kotlin(
        'analytics.screen(title = "Home", properties = mapOf("k" to 1), category = "Main")',
        'amplitude.track(eventType = "Viewed Home", eventProperties = mapOf("k" to 1))',
    ),
    kotlin(
        """
        analytics.identify("x", buildJsonObject {
            put("email", "e")
            put("phone", JsonNull)
        })
        """,
        """
        amplitude.setUserId("x")
        amplitude.identify(Identify()
            .set("email", "e")
            .unset("phone"))
        """,
    ),
    kotlin(
        'analytics.identify(userId = "x", traits = mapOf("a" to v))',
        'amplitude.setUserId("x")\namplitude.identify(mapOf("a" to v))',
        "v: String?",
    ),
    kotlin('analytics.identify(userId = "x")', 'amplitude.setUserId("x")'),
    kotlin(
        'val p = buildJsonObject { put("k", 1) }\nanalytics.track("A", p)',
        'val p = mutableMapOf<String, Any?>("k" to 1)\namplitude.track("A", p)',
    ),
    kotlin("analytics.shutdown()", "amplitude.flush()", reasons="close-is-flush"),
    kotlin("println(analytics.userId())", "println(amplitude.getUserId())", reasons="user-id-read"),
    kotlin("println(analytics?.anonymousId())", "println(amplitude?.getDeviceId())", reasons="anonymous-id-read"),
    android('analytics.track("A", null /* nothing */)', 'amplitude.track("A" /* nothing */)'),
    # analytics-java, from Kotlin.
    server(
        'analytics.enqueue(TrackMessage.builder("A").userId(id).properties(mapOf("k" to 1)))',
        'amplitude.logEvent(Event("A", id).setEventProperties(mapOf("k" to 1)))',
        "id: String",
    ),
    server(
        """
        analytics.enqueue(
            IdentifyMessage.builder()
                .userId(id)
                .traits(mapOf("k" to v))
                .timestamp(date)
        )
        """,
        r"""
        amplitude.logEvent(
            Event("\$identify", id)
                .setUserProperties(mapOf("k" to v)).apply { timestamp = date.time }
        )
        """,
        "id: String, v: String, date: java.util.Date",
    ),
    server("analytics.flush()\nanalytics.shutdown()", "amplitude.flushEvents()\namplitude.shutdown()"),
]

JAVA = [
    java('analytics.track("A");', 'amplitude.track("A");'),
    java('analytics.track("A", null);', 'amplitude.track("A");'),
    java('analytics.track("A", new Properties());', 'amplitude.track("A");'),
    java('analytics.track("A", p);', 'amplitude.track("A", p);', "Map<String, Object> p", imports="java.util.Map"),
    java(
        'Analytics.with(context).track("A", new Properties().putValue("k", v).putPrice(2));',
        """
        Map<String, Object> properties = new HashMap<>();
        properties.put("k", v);
        properties.put("price", 2);
        amplitude.track("A", properties);
        """,
        "int v",
    ),
    java(
        """
        analytics.track("A", new Properties() // what it says
            .putValue("k", v) // first
            // second
            .putCoupon("x"));
        """,
        """
        Map<String, Object> properties = new HashMap<>(); // what it says
        properties.put("k", v); // first
        // second
        properties.put("coupon", "x");
        amplitude.track("A", properties);
        """,
        "int v",
    ),
    java(
        """
        String properties = "";
        analytics.track("A", new Properties().putValue("k", properties));
        analytics.screen("B", new Properties().putValue("k", 1));
        """,
        """
        String properties = "";
        Map<String, Object> properties2 = new HashMap<>();
        properties2.put("k", properties);
        amplitude.track("A", properties2);
        Map<String, Object> properties3 = new HashMap<>();
        properties3.put("k", 1);
        amplitude.track("Viewed B", properties3);
        """,
    ),
    java("analytics.screen(name);", 'amplitude.track("Viewed " + name);', "String name"),
    java('analytics.screen(on ? "A" : "B");', 'amplitude.track("Viewed " + (on ? "A" : "B"));', "boolean on"),
    java(
        'analytics.identify(id, new Traits().putEmail("e").putAge(age), null);',
        'amplitude.setUserId(id);\namplitude.identify(new Identify().set("email", "e").set("age", age));',
        "String id, int age",
    ),
    java(
        "analytics.identify(id, new Traits().putEmail(email), null);",
        """
        amplitude.setUserId(id);
        Map<String, Object> traits = new HashMap<>();
        traits.put("email", email);
        amplitude.identify(traits);
        """,
        "String id, String email",
    ),
    java(
        'analytics.identify(new Traits().putAddress(new Traits.Address().putCity("x")));',
        """
        Map<String, Object> address = new HashMap<>();
        address.put("city", "x");
        amplitude.identify(new Identify().set("address", address));
        """,
    ),
    java(
        'analytics.track("A", new Properties().putProducts(new Product("1", "s", 2), new Product("2", "t", 3)));',
        """
        Map<String, Object> properties = new HashMap<>();
        Map<String, Object> product = new HashMap<>();
        product.put("id", "1");
        product.put("sku", "s");
        product.put("price", 2);
        Map<String, Object> product2 = new HashMap<>();
        product2.put("id", "2");
        product2.put("sku", "t");
        product2.put("price", 3);
        properties.put("products", Arrays.asList(product, product2));
        amplitude.track("A", properties);
        """,
    ),
    java(
        'analytics.group("g", new Traits().putName("x"));',
        'amplitude.setGroup("account", "g");\n'
        'amplitude.groupIdentify("account", "g", new Identify().set("name", "x"));',
    ),
    java("analytics.alias(id);", "amplitude.setUserId(id);", "String id", "alias-sets-user"),
    java("analytics.reset();\nanalytics.flush();", "amplitude.reset();\namplitude.flush();"),
    java("analytics.optOut(on);", "amplitude.getConfiguration().setOptOut(on);", "boolean on"),
    java(
        "String id = analytics.getAnalyticsContext().traits().anonymousId();",
        "String id = amplitude.getDeviceId();",
        reasons="anonymous-id-read",
    ),
    java(
        'analytics.track("Order Completed", new Properties().putRevenue(total).putValue("quantity", 2));',
        """
        Map<String, Object> properties = new HashMap<>();
        properties.put("revenue", total);
        properties.put("quantity", 2);
        EventOptions options = new EventOptions();
        options.setQuantity(2);
        options.setRevenue((double) total);
        options.setRevenueType("Purchase");
        amplitude.track("Order Completed", properties, options);
        """,
        "int total",
        "revenue-on-event",
    ),
    java(
        """
        Properties p = new Properties().putValue("a", 1);
        p.putValue("b", v).putPrice(2.0);
        analytics.track("A", p);
        """,
        """
        Map<String, Object> p = new HashMap<>();
        p.put("a", 1);
        p.put("b", v);
        p.put("price", 2.0);
        amplitude.track("A", p);
        """,
        "int v",
    ),
    # Places.
    java(
        """
        if (v == 1) analytics.track("A", new Properties().putValue("k", v));
        else analytics.flush();
        for (int i = 0; i < v; i++) analytics.track("B", new Properties().putValue("k", i));
        """,
        """
        if (v == 1) {
          Map<String, Object> properties = new HashMap<>();
          properties.put("k", v);
          amplitude.track("A", properties);
        } else amplitude.flush();
        for (int i = 0; i < v; i++) {
          Map<String, Object> properties = new HashMap<>();
          properties.put("k", i);
          amplitude.track("B", properties);
        }
        """,
        "int v",
    ),
    java(
        """
        Runnable run = () -> analytics.track("A", new Properties().putValue("k", v));
        Runnable other = () -> analytics.track("B");
        """,
        """
        Runnable run = () -> {
          Map<String, Object> properties = new HashMap<>();
          properties.put("k", v);
          amplitude.track("A", properties);
        };
        Runnable other = () -> amplitude.track("B");
        """,
        "int v",
    ),
    java(
        """
        switch (v) {
          case 1:
            analytics.track("A", new Properties().putValue("k", v));
            break;
          default:
            analytics.track("B", new Properties().putValue("k", v));
        }
        """,
        """
        switch (v) {
          case 1:
            Map<String, Object> properties = new HashMap<>();
            properties.put("k", v);
            amplitude.track("A", properties);
            break;
          default:
            Map<String, Object> properties2 = new HashMap<>();
            properties2.put("k", v);
            amplitude.track("B", properties2);
        }
        """,
        "int v",
    ),
    # analytics-java.
    server(
        'analytics.enqueue(TrackMessage.builder("A").userId(id));',
        'amplitude.logEvent(new Event("A", id));',
        "String id",
    ),
    server(
        """
        analytics.enqueue(TrackMessage.builder("A")
            .userId(id)
            .properties(map)
        );
        """,
        """
        amplitude.logEvent(new Event("A", id)
            .setEventProperties(map)
        );
        """,
        "String id, Map<String, Object> map",
        imports="java.util.Map",
    ),
    server(
        'analytics.enqueue(TrackMessage.builder("A").anonymousId(id).properties(map).timestamp(at).messageId(id));',
        """
        Event event = new Event("A", null, id).setEventProperties(new HashMap<>(map));
        event.timestamp = at.getTime();
        event.insertId = id;
        amplitude.logEvent(event);
        """,
        "String id, Map<String, String> map, Date at",
        imports="java.util.Map java.util.Date",
    ),
    server(
        'analytics.enqueue(IdentifyMessage.builder().userId(id).traits(Map.of("k", "v")));',
        'amplitude.logEvent(new Event("$identify", id).setUserProperties(Map.of("k", "v")));',
        "String id",
        imports="java.util.Map",
    ),
    server(
        'analytics.enqueue(GroupMessage.builder("g").userId(id).traits(map));',
        """
        amplitude.logEvent(new Event("$identify", id).addGroup("account", "g").addUserProperty("account", "g"));
        amplitude.logEvent(new Event("$groupidentify", id).addGroup("account", "g").setGroupProperties(map));
        """,
        "String id, Map<String, Object> map",
        imports="java.util.Map",
    ),
    server(
        'analytics.enqueue(PageMessage.builder("Home").userId(id));',
        'amplitude.logEvent(new Event("Viewed Home", id));',
        "String id",
    ),
    server(
        """
        TrackMessage.Builder message = TrackMessage.builder("A");
        message.userId(id);
        analytics.enqueue(message);
        """,
        'amplitude.logEvent(new Event("A", id));',
        "String id",
    ),
    server(
        "analytics.shutdown();",
        """
        try {
          amplitude.shutdown();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        """,
    ),
    java(
        'class App extends Base {\n  void fed() { analytics.track("A", new Properties().putName("n")); }\n}',
        """
        class App extends Base {
          void fed() {
            Map<String, Object> properties = new HashMap<>();
            properties.put("name", "n");
            amplitude.track("A", properties);
          }
        }
        """,
    ),
    server(
        "Runnable stop = () -> analytics.shutdown();",
        """
        Runnable stop = () -> {
          try {
            amplitude.shutdown();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
        """,
    ),
    server(
        "try { analytics.shutdown(); } catch (Exception e) { }",
        "try { amplitude.shutdown(); } catch (Exception e) { }",
    ),
]

LEFT = [
    ("kotlin", "android", 'println(analytics.track("A"))', "value-used"),
    ("kotlin", "android", 'override fun f() = if (on) analytics.track("A") else g()', "value-used"),
    ("kotlin", "android", 'val x = analytics.identify("x", t, null)', "value-used"),
    (
        "kotlin",
        "android",
        'if (on) analytics.identify("x", /* k */ Traits().putName("n"), null)',
        "comment-would-be-lost",
    ),
    ("java", "java", 'boolean ok = analytics.offer(TrackMessage.builder("A").userId(id));', "value-used"),
    ("java", "java", 'analytics.enqueue(TrackMessage.builder("A"));', "user-id-missing"),
]
ROWS = [("kotlin", row) for row in KOTLIN] + [("java", row) for row in JAVA]


def path_of(language: str) -> str:
    return "App.kt" if language == "kotlin" else "App.java"


@pytest.mark.parametrize(("language", "sdk", "text", "reason"), LEFT)
def test_left_alone(language: str, sdk: str, text: str, reason: str) -> None:
    whole = source(Row(text, text), language, text)
    new, outcomes = rewritten(path_of(language), whole, sdk)
    assert (new, said(outcomes).partition(" ")[0]) == (whole, reason)


@pytest.mark.parametrize(("language", "row"), ROWS, ids=[row.before for _, row in ROWS])
def test_rewritten(language: str, row: Row) -> None:
    new, outcomes = rewritten(path_of(language), source(row, language, row.before), row.sdk)
    assert new == source(row, language, row.after)
    assert said(outcomes) == row.reasons


@pytest.mark.parametrize(("language", "row"), ROWS, ids=[row.before for _, row in ROWS])
def test_lines_end_as_they_did(language: str, row: Row) -> None:
    before = source(row, language, row.before).replace("\n", "\r\n")
    new, _ = rewritten(path_of(language), before, row.sdk)
    assert new == source(row, language, row.after).replace("\n", "\r\n")


INDENTED = [
    (language, row) for language, row in ROWS if source(row, language, row.before)[-4:] != row.before[-3:] + "\n"
]


@pytest.mark.parametrize(("language", "row"), INDENTED, ids=[row.before for _, row in INDENTED])
def test_indented_by_tabs(language: str, row: Row) -> None:
    def tabbed(text: str) -> str:
        step = 4 if language == "kotlin" else 2
        return re.sub(r"^ +", lambda match: "\t" * (len(match[0]) // step), text, flags=re.MULTILINE)

    new, _ = rewritten(path_of(language), tabbed(source(row, language, row.before)), row.sdk)
    assert new == tabbed(source(row, language, row.after))


def test_width_of_the_file() -> None:
    text = 'fun f(name: String) {\n    analytics.track("A", Properties().putValue("name", name))\n}\n'
    new, _ = rewritten("App.kt", text, "android", width=64)
    assert new == (
        "fun f(name: String) {\n"
        '    amplitude.track("A", mutableMapOf<String, Any?>(\n'
        '        "name" to name\n'
        "    ))\n"
        "}\n"
    )


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Compiled]:
    trees = {}
    for number, (language, row) in enumerate(ROWS):
        text = source(row, language, row.before)
        new, outcomes = rewritten(path_of(language), text, row.sdk)
        trees[f"row{number}"] = tree(f"row{number}", language, row, new, outcomes)
    work: Path = tmp_path_factory.mktemp("written")
    return compile_jvm(trees, work)


def tree(package: str, language: str, row: Row, text: str, outcomes: list[Outcome]) -> dict[str, bytes]:
    """The files that a text compiles with: the client stands in one of its own."""
    client = "com.amplitude.Amplitude" if row.sdk == "java" else CLASSES[row.sdk]
    end = "" if language == "kotlin" else ";"
    imports = sorted({*row.imports.split(), *(name for outcome in outcomes for name in outcome.imports)})
    head = f"package {package}{end}\n" + "".join(f"import {name}{end}\n" for name in imports)
    text = re.sub(r"\banalytics\b", "amplitude", text)
    files = {path_of(language): (head + text).encode()}
    if language == "kotlin":
        question = "?" if "amplitude?." in text else ""
        held = f"val amplitude: {client}{question} get() = TODO()\n"
        files["Held.kt"] = f"package {package}\n{held}".encode()
    else:
        files["Base.java"] = f"package {package};\nclass Base {{ static {client} amplitude; }}\n".encode()
    return files


@pytest.mark.parametrize("number", range(len(ROWS)), ids=[row.before for _, row in ROWS])
def test_compiles(compiled: dict[str, Compiled], number: int) -> None:
    found = compiled[f"row{number}"]
    assert (found.errors, found.deprecations) == ([], set())
