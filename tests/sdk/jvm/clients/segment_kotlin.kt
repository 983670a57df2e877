import com.segment.analytics.kotlin.core.Analytics
import com.segment.analytics.kotlin.core.Configuration
import com.segment.analytics.kotlin.core.CoroutineConfiguration
import com.segment.analytics.kotlin.core.RequestFactory
import com.segment.analytics.kotlin.core.emptyJsonObject
import com.segment.analytics.kotlin.core.utilities.InMemoryStorageProvider
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
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

/** Keeps the order of calls, which the pool of threads that is the default does not. */
private class InOrder : CoroutineConfiguration {
    override val store = Store()
    override val analyticsScope = CoroutineScope(SupervisorJob())
    override val analyticsDispatcher = Executors.newSingleThreadExecutor().asCoroutineDispatcher()
    override val networkIODispatcher = Executors.newSingleThreadExecutor().asCoroutineDispatcher()
    override val fileIODispatcher = Executors.newSingleThreadExecutor().asCoroutineDispatcher()
}

private class Local(configuration: Configuration) : Analytics(configuration, InOrder())

private lateinit var current: Analytics

/** Waits until the calls so far are through, as each one takes the user of a moment later; a client that is off says nothing. */
fun settle() {
    val through = CountDownLatch(1)
    current.track("Run Settled", emptyJsonObject) { event ->
        through.countDown()
        event
    }
    through.await(1, TimeUnit.SECONDS)
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
    current = client
    settle()
    run(client)
    settle()
    client.track("Run Over")
}
