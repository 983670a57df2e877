import com.segment.analytics.kotlin.core.Analytics
import com.segment.analytics.kotlin.core.Configuration
import com.segment.analytics.kotlin.core.CoroutineConfiguration
import com.segment.analytics.kotlin.core.RequestFactory
import com.segment.analytics.kotlin.core.utilities.InMemoryStorageProvider
import java.util.concurrent.Executors
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.ThreadPoolExecutor
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.asCoroutineDispatcher
import sovran.kotlin.Store

typealias Client = Analytics

/** Opens plain connections to the address, whatever the host. */
private class Redirected(private val address: String) : RequestFactory() {
    override fun openConnection(url: String) = super.openConnection("$address/${url.substringAfterLast('/')}")
}

private val calls = ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, LinkedBlockingQueue())

/** Keeps the order of calls, which the pool of threads that is the default does not. */
private class InOrder : CoroutineConfiguration {
    override val store = Store()
    override val analyticsScope = CoroutineScope(SupervisorJob())
    override val analyticsDispatcher = calls.asCoroutineDispatcher()
    override val networkIODispatcher = Executors.newSingleThreadExecutor().asCoroutineDispatcher()
    override val fileIODispatcher = Executors.newSingleThreadExecutor().asCoroutineDispatcher()
}

private class Local(configuration: Configuration) : Analytics(configuration, InOrder())

/** Waits for the calls so far: each one takes the user of a moment later. */
fun settle() {
    var idle = 0
    while (idle < 8) {
        Thread.sleep(20)
        idle = if (calls.activeCount == 0 && calls.queue.isEmpty()) idle + 1 else 0
    }
}

fun start(address: String) {
    val client =
        Local(
            Configuration(
                writeKey = "segment-key",
                application = "app",
                storageProvider = InMemoryStorageProvider(),
                flushAt = 1,
                requestFactory = Redirected(address),
            )
        )
    while (client.settings() == null) Thread.sleep(10)
    run(client)
    settle()
    client.track("Run Over")
}
