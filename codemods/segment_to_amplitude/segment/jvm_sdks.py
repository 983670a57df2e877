"""The SDKs of Segment for the JVM: what their methods are given, and which key each putter writes.

Sources: segmentio/analytics-android com.segment.analytics.{Analytics,AnalyticsContext,Options,Properties,Traits,
ValueMap}; segmentio/analytics-kotlin core Analytics.kt and compat/JavaAnalytics.kt; segmentio/analytics-java
com.segment.analytics.messages; sdk-facts/segment.md §9 to §11.
"""

from __future__ import annotations

from dataclasses import dataclass

PACKAGE = "com.segment.analytics"
VALUE_MAP = f"{PACKAGE}.ValueMap"
PROPERTIES = f"{PACKAGE}.Properties"
PRODUCT = f"{PROPERTIES}.Product"
TRAITS = f"{PACKAGE}.Traits"
ADDRESS = f"{TRAITS}.Address"
CONTEXT = f"{PACKAGE}.AnalyticsContext"
CAMPAIGN = f"{CONTEXT}.Campaign"
LOCATION = f"{CONTEXT}.Location"
REFERRER = f"{CONTEXT}.Referrer"
OPTIONS = f"{PACKAGE}.Options"
MESSAGES = f"{PACKAGE}.messages"
JSON = "kotlinx.serialization.json"
JSON_OBJECTS = frozenset({
    f"{JSON}.JsonObject",
    f"{PACKAGE}.kotlin.core.Properties",
    f"{PACKAGE}.kotlin.core.Traits",
    f"{PACKAGE}.kotlin.core.Integrations",
    f"{PACKAGE}.kotlin.core.AnalyticsContext",
})  # fmt: skip
"""``JsonObject``, and the names that analytics-kotlin gives it."""
PRIMITIVES = frozenset({"int", "long", "double", "boolean"})


@dataclass(frozen=True, slots=True)
class Putter:
    """The key that a method writes, and the type of what it takes."""

    key: str
    type: str = "String"

    @property
    def is_primitive(self) -> bool:
        """Tell whether the method takes nothing that could be null."""
        return self.type in PRIMITIVES


PUTTERS: dict[str, dict[str, Putter]] = {
    VALUE_MAP: {},
    PROPERTIES: {
        "putRevenue": Putter("revenue", "double"),
        "putValue": Putter("value", "double"),
        "putCurrency": Putter("currency"),
        "putPath": Putter("path"),
        "putReferrer": Putter("referrer"),
        "putTitle": Putter("title"),
        "putUrl": Putter("url"),
        "putName": Putter("name"),
        "putCategory": Putter("category"),
        "putSku": Putter("sku"),
        "putPrice": Putter("price", "double"),
        "putProductId": Putter("id"),
        "putOrderId": Putter("orderId"),
        "putTotal": Putter("total", "double"),
        "putSubtotal": Putter("subtotal", "double"),
        "putShipping": Putter("shipping", "double"),
        "putTax": Putter("tax", "double"),
        "putDiscount": Putter("discount", "double"),
        "putCoupon": Putter("coupon"),
        "putProducts": Putter("products", "Product..."),
        "putRepeatCustomer": Putter("repeat", "boolean"),
    },
    PRODUCT: {"putName": Putter("name")},
    TRAITS: {
        "putAddress": Putter("address", "Address"),
        "putAge": Putter("age", "int"),
        "putAvatar": Putter("avatar"),
        "putBirthday": Putter("birthday", "Date"),
        "putCreatedAt": Putter("createdAt"),
        "putDescription": Putter("description"),
        "putEmail": Putter("email"),
        "putEmployees": Putter("employees", "long"),
        "putFax": Putter("fax"),
        "putFirstName": Putter("firstName"),
        "putGender": Putter("gender"),
        "putIndustry": Putter("industry"),
        "putLastName": Putter("lastName"),
        "putName": Putter("name"),
        "putPhone": Putter("phone"),
        "putTitle": Putter("title"),
        "putUsername": Putter("username"),
        "putWebsite": Putter("website"),
    },
    ADDRESS: {
        "putCity": Putter("city"),
        "putCountry": Putter("country"),
        "putPostalCode": Putter("postalCode"),
        "putState": Putter("state"),
        "putStreet": Putter("street"),
    },
    CAMPAIGN: {
        "putName": Putter("name"),
        "putSource": Putter("source"),
        "putMedium": Putter("medium"),
        "putTerm": Putter("term"),
        "putContent": Putter("content"),
    },
    LOCATION: {
        "putLatitude": Putter("latitude", "double"),
        "putLongitude": Putter("longitude", "double"),
        "putSpeed": Putter("speed", "double"),
    },
    REFERRER: {
        "putId": Putter("id"),
        "putLink": Putter("link"),
        "putName": Putter("name"),
        "putTerm": Putter("url"),
        "putType": Putter("type"),
        "putUrl": Putter("url"),
    },
}
"""The typed putters by class; each class also has ``putValue(key, value)`` and, as a map, ``put`` and ``putAll``."""

CONSTRUCTOR_KEYS = {PRODUCT: (Putter("id"), Putter("sku"), Putter("price", "double"))}
"""What the arguments of a constructor write."""

INTEGRATIONS = {
    "AMPLITUDE": "Amplitude",
    "APPS_FLYER": "AppsFlyer",
    "APPTIMIZE": "Apptimize",
    "BUGSNAG": "Bugsnag",
    "COUNTLY": "Countly",
    "CRITTERCISM": "Crittercism",
    "FLURRY": "Flurry",
    "GOOGLE_ANALYTICS": "Google Analytics",
    "KAHUNA": "Kahuna",
    "LEANPLUM": "Leanplum",
    "LOCALYTICS": "Localytics",
    "MIXPANEL": "Mixpanel",
    "QUANTCAST": "Quantcast",
    "TAPLYTICS": "Taplytics",
    "TAPSTREAM": "Tapstream",
    "UXCAM": "UXCam",
    "ALL_INTEGRATIONS_KEY": "All",
}
"""Constants that name a destination: those of ``BundledIntegration``, and that of ``Options`` for all of them."""

ANDROID_PARAMETERS = {
    "track": ("event", "properties", "options"),
    "group": ("groupId", "traits", "options"),
    "alias": ("newId", "options"),
    "flush": (),
    "reset": (),
    "logout": (),
    "shutdown": (),
    "optOut": ("optOut",),
}
"""analytics-android's methods whose overloads only leave out what comes last; ``identify`` and ``screen`` differ."""

KOTLIN_PARAMETERS = {
    "track": ("name", "properties", "enrichment"),
    "screen": ("title", "properties", "category", "enrichment"),
    "group": ("groupId", "traits", "enrichment"),
    "alias": ("newId", "enrichment"),
    "flush": (),
    "reset": (),
    "shutdown": ("waitForTasks",),
    "setEnabled": ("enabled",),
}
"""analytics-kotlin's methods without those that take a strategy for serialization; ``identify`` has two forms."""
STRATEGY = "serializationStrategy"

MESSAGE_PARAMETERS = {
    "TrackMessage": "event",
    "IdentifyMessage": None,
    "GroupMessage": "groupId",
    "AliasMessage": "previousId",
    "PageMessage": "name",
    "ScreenMessage": "name",
}
"""What ``builder(…)`` of each of analytics-java's messages takes."""
MESSAGE_METHODS = frozenset({
    "properties", "traits", "category", "userId", "anonymousId", "timestamp", "sentAt", "context", "messageId",
})  # fmt: skip
"""Methods of the builders that take one value, of which the last counts."""
