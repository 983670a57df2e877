import com.amplitude.core.Amplitude
import com.amplitude.core.Configuration
import kotlinx.coroutines.runBlocking

typealias Client = Amplitude

fun settle() {}

fun start(address: String) {
    val client =
        Amplitude(
            Configuration(
                "amplitude-key",
                instanceName = address.substringAfterLast('/'),
                flushQueueSize = 1,
                serverUrl = address,
                deviceId = "device-0",
            )
        )
    runBlocking { client.isBuilt.await() }
    run(client)
    client.track("Run Over")
}
