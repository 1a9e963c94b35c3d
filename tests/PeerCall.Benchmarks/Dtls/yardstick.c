/* The same OpenSSL calls as the engine makes for a record, without .NET: two ends in one thread, a BIO of callbacks between them.
   Prints nanoseconds of this thread's CPU for a record that is encrypted and decrypted. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { QUEUE = 64, LARGEST = 2048 };

struct line {
    unsigned char data[QUEUE][LARGEST];
    int length[QUEUE];
    unsigned head, tail;
};

struct end {
    SSL *ssl;
    struct line *in, *out;
};

static int on_write(BIO *bio, const char *data, int size)
{
    struct line *line = ((struct end *)BIO_get_data(bio))->out;
    unsigned slot = line->tail++ % QUEUE;
    memcpy(line->data[slot], data, size);
    line->length[slot] = size;
    return size;
}

static int on_read(BIO *bio, char *buffer, int size)
{
    struct line *line = ((struct end *)BIO_get_data(bio))->in;
    BIO_clear_retry_flags(bio);
    if (line->head == line->tail) {
        BIO_set_retry_read(bio);
        return -1;
    }
    unsigned slot = line->head++ % QUEUE;
    int count = line->length[slot] < size ? line->length[slot] : size;
    memcpy(buffer, line->data[slot], count);
    return count;
}

static long on_control(BIO *bio, int command, long number, void *argument)
{
    (void)bio, (void)argument;
    switch (command) {
    case BIO_CTRL_FLUSH:
    case BIO_CTRL_DGRAM_SET_NEXT_TIMEOUT:
        return 1;
    case BIO_CTRL_DGRAM_QUERY_MTU:
    case BIO_CTRL_DGRAM_GET_MTU:
        return 1200;
    case BIO_CTRL_DGRAM_SET_MTU:
        return number;
    default:
        return 0;
    }
}

static int accept_any(X509_STORE_CTX *store, void *argument)
{
    (void)store, (void)argument;
    return 1;
}

static double cpu(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * 1e9 + now.tv_nsec;
}

int main(int count, char **arguments)
{
    int size = count > 1 ? atoi(arguments[1]) : 1163;
    long records = count > 2 ? atol(arguments[2]) : 200000;
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());

    SSL_CTX *context = SSL_CTX_new(DTLS_method());
    SSL_CTX_use_certificate(context, certificate);
    SSL_CTX_use_PrivateKey(context, key);
    SSL_CTX_set_cipher_list(context, "ECDHE-ECDSA-AES128-GCM-SHA256");
    SSL_CTX_set_options(context, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    SSL_CTX_set_cert_verify_callback(context, accept_any, NULL);

    BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "yardstick");
    BIO_meth_set_write(method, on_write);
    BIO_meth_set_read(method, on_read);
    BIO_meth_set_ctrl(method, on_control);

    struct line *lines = calloc(2, sizeof *lines);
    struct end ends[2];
    for (int i = 0; i < 2; i++) {
        ends[i].in = &lines[i];
        ends[i].out = &lines[1 - i];
        ends[i].ssl = SSL_new(context);
        BIO *bio = BIO_new(method);
        BIO_set_data(bio, &ends[i]);
        BIO_set_init(bio, 1);
        SSL_set_bio(ends[i].ssl, bio, bio);
        SSL_set_mtu(ends[i].ssl, 1200);
        if (i == 0)
            SSL_set_connect_state(ends[i].ssl);
        else
            SSL_set_accept_state(ends[i].ssl);
    }
    for (int i = 0; i < 20; i++)
        SSL_do_handshake(ends[i % 2].ssl);
    if (!SSL_is_init_finished(ends[0].ssl) || !SSL_is_init_finished(ends[1].ssl)) {
        fprintf(stderr, "the handshake failed\n");
        return 1;
    }

    unsigned char *data = calloc(1, size);
    unsigned char buffer[LARGEST];
    double begin = 0;
    /* The first tenth warms up. */
    for (long i = -records / 10; i < records; i++) {
        if (i == 0)
            begin = cpu();
        ERR_clear_error();
        if (SSL_write(ends[0].ssl, data, size) != size)
            return 1;
        ERR_clear_error();
        if (SSL_read(ends[1].ssl, buffer, sizeof buffer) != size)
            return 1;
    }
    printf("%.1f\n", (cpu() - begin) / records);
    return 0;
}
