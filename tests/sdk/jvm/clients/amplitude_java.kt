import com.amplitude.Amplitude
import com.amplitude.Event

typealias Client = Amplitude

fun settle() {}

fun start(address: String) {
    val client = Amplitude.getInstance(address)
    client.init("amplitude-key")
    client.setServerUrl(address.replace("http:", "https:"))
    run(client)
    client.logEvent(Event("Run Over", "user-0"))
    client.flushEvents()
}
