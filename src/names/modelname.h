/*-------------------------------------------------------------------------
 *
 * modelname.h
 *		The types modelname and modelfamily: their form in memory, the stored
 *		form, the written form, and their order.
 *
 * A modelname is six fields, each of which may be absent.  A modelfamily is
 * six fields, each of which is fixed, open or required absent.  Both types
 * share one form in memory (MsFields), one stored form and one written form.
 *
 * Stored form, inside the varlena and free of alignment:
 *
 *		byte 0		format version (upper two bits), fixed fields (lower six)
 *		byte 1		families only: fields required absent; upper two bits zero
 *		per fixed field: its length, in one byte below 128 and else in two
 *		(0x80 | high, low), then its bytes
 *
 * Equal values have equal bytes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_MODELNAME_H
#define MS_MODELNAME_H

#include "lib/stringinfo.h"

#include "common/compat.h"
#include "recogniser/recognise.h"

/*
 * Longest value, all fields together.  The recogniser yields at most
 * MS_MAX_IDENTITY bytes, but a value may grow when it moves to a database of
 * another encoding, at most to four bytes for each.
 */
#define MS_MAX_STORED_IDENTITY	(4 * MS_MAX_IDENTITY)

typedef enum MsKind
{
	MS_KIND_NAME,
	MS_KIND_FAMILY
} MsKind;

/* The fields point into memory that the caller owns; they are not zero-terminated. */
typedef struct MsFields
{
	const char *field[MS_NFIELDS];	/* NULL: absent in a name; open or required absent in a family */
	int			length[MS_NFIELDS];
	uint8		required_absent;	/* families: bit i for field i */
} MsFields;

/* Room for the bytes of fields that differ from the text they were read from. */
typedef struct MsFieldsBuffer
{
	MsRecognised recognised;
	char		bytes[MS_MAX_STORED_IDENTITY];
} MsFieldsBuffer;

/* Name of a kind's SQL type, for messages. */
extern const char *ms_kind_name(MsKind kind);

/* modelname.c: the stored form.  Loading raises an error for bytes that are not a value. */
extern struct varlena *ms_store_fields(const MsFields *fields, MsKind kind);
extern void ms_load_fields(const char *bytes, Size length, MsKind kind, MsFields *fields);
extern void ms_load_datum(struct varlena *value, MsKind kind, MsFields *fields);

/* model_text.c: the written form. */
extern bool ms_is_canonical(const char *text, int length);
extern bool ms_read_canonical(const char *text, int length, MsKind kind, MsFields *fields, char *bytes, const char **problem);
extern void ms_write_canonical(StringInfo out, const MsFields *fields, MsKind kind);

/* modelname_io.c: any text, canonical or not; never raises an error. */
extern void ms_read_raw(const char *text, int length, MsKind kind, MsFields *fields, MsFieldsBuffer *buffer);
extern bool ms_is_recognised(const MsFields *name);

/* modelname_io.c: input and binary form, which groupings use, too. */
extern struct varlena *ms_fields_in(const char *text, int length, MsKind kind, struct Node *escontext);
extern void ms_send_fields(StringInfo out, const MsFields *fields, MsKind kind);
extern struct varlena *ms_receive_fields(StringInfo in, MsKind kind);
extern void ms_begin_send(StringInfo out);
extern void ms_receive_version(StringInfo in, const char *type_name);

/* modelfamily.c: membership. */
extern bool ms_family_matches(const MsFields *family, const MsFields *name);
extern int	ms_family_specificity(const MsFields *family);

#endif							/* MS_MODELNAME_H */
