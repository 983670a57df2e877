import com.segment.analytics.Analytics
import com.segment.analytics.messages.TrackMessage

typealias Client = Analytics

fun settle() {}

fun start(address: String) {
    val client = Analytics.builder("segment-key").setUploadURL(address).flushQueueSize(1).build()
    run(client)
    client.enqueue(TrackMessage.builder("Run Over").userId("user-0"))
    client.flush()
}
